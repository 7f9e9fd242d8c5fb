from __future__ import annotations

import pytest

from overseas110.report import markup
from overseas110.report.markup import BREAK, Link, Mark, Only

HERE = ("evidence", "sources")


def test_text_is_taken_literally_by_html_and_by_typst():
    text = 'a <b> & "c" #d [e] *f* _g_ @h $i$ \\j'
    assert markup.as_html([text]) == 'a &lt;b&gt; &amp; "c" #d [e] *f* _g_ @h $i$ \\j'
    assert markup.as_typst([text], HERE) == '#"a <b> & \\"c\\" #d [e] *f* _g_ @h $i$ \\\\j";'


@pytest.mark.parametrize(
    ("text", "lang"), [("23万", "zh"), ("警察の店", "ja"), ("경찰", "ko"), ("従来", "zh")]
)
def test_a_run_of_east_asian_signs_says_its_language(text, lang):
    assert f'<span lang="{lang}">' in markup.as_html([text])


def test_a_text_in_a_language_says_so_once():
    assert markup.as_html([Mark("海外110", "title", "zh")]) == '<span class="title" lang="zh">海外110</span>'  # fmt: skip


def test_links_inside_the_site_start_at_its_root_and_others_stay():
    inside, out = (
        Link("x", "evidence.html#f-a", "x, evidence", "ref"),
        Link("y", "https://e.org/?a&b"),
    )
    assert markup.as_html([inside], "../") == '<a class="ref" href="../evidence.html#f-a" aria-label="x, evidence">x</a>'  # fmt: skip
    assert markup.as_html([out], "../") == '<a href="https://e.org/?a&amp;b">y</a>'


def test_on_paper_a_link_leads_to_what_is_there_and_is_text_otherwise():
    assert markup.as_typst([Link("x", "evidence.html#f-a")], HERE) == '#link(<f-a>)[#"x";]'
    assert markup.as_typst([Link("x", "sources.html")], HERE) == '#link(<page-sources>)[#"x";]'
    assert markup.as_typst([Link("x", "record.html#c-a")], HERE) == '#"x";'
    assert markup.as_typst([Link("x", "https://e.org")], HERE) == '#link("https://e.org")[#"x";]'


def test_two_things_said_of_one_term_have_a_row_each():
    facts = [("Denied", ["one", BREAK, "two"])]
    assert "<dt>Denied</dt><dd>one</dd><dd>two</dd>" in markup.facts_html(facts)
    assert markup.facts_typst(facts, HERE) == '#fact[#"Denied";][#"one";#linebreak()#"two";]'


def test_a_detail_of_the_site_is_marked_there_and_left_out_on_paper():
    parts = ["2 claims", Only((": ", Link("x", "record.html#c-x")))]
    html = '2 claims<span class="site">: <a href="../record.html#c-x">x</a></span>'
    assert markup.as_html(parts, "../") == html
    assert markup.as_typst(parts, HERE) == '#"2 claims";'
