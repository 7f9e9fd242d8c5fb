import pandas as pd

from overseas110 import show


def test_text_is_taken_literally():
    assert show.escape("a|b *c* [d](e) $5 @x <i>") == r"a\|b \*c\* \[d\](e) \$5 \@x \<i\>"


def test_a_table_keeps_its_widths_and_aligns_numbers_right():
    text = show.markdown(pd.DataFrame({"What": ["a"], "N": ["1"]}), widths=(2, 1), right=("N",))
    assert text.splitlines()[1] == "|:--------|----:|"


def test_claims_are_linked_in_order():
    assert show.ref(["b-f001", "a-f001"]) == "{{< ref b-f001 >}} {{< ref a-f001 >}}"
