import subprocess
import sys

import nbformat

from overseas110 import books


def test_a_notebook_is_read_and_written_as_its_file_has_it(root):
    path = root / "notebooks" / "01_clean.ipynb"
    book = books.read(path)
    assert book.cells[0].cell_type == "markdown"
    assert nbformat.reads(books.text(book), as_version=4) == book


def test_the_stages_and_the_profiles_compile_no_grammar_of_addresses():
    # A process of its own: another test may have imported the grammars.
    script = (
        "import sys; from overseas110 import notebooks, paths, profiles;"
        "root = paths.root();"
        "notebooks.declared(root / 'notebooks' / '01_clean.ipynb');"
        "profiles._code(root, root / 'notebooks' / profiles.NOTEBOOK);"
        "print('nbformat' in sys.modules, sys.modules.get('rfc3987_syntax'), 'lark' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert done.stdout.split() == ["True", "None", "False"], done.stderr
