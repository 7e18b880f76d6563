import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from projects.citations.latex import to_address, to_plain_text, to_text

# LaTeX and what readers should see.
CASES = r"""
{\'E}tude d'un {\'e}l{\`e}ve | Étude d’un élève
Schr{\"o}dinger and G\"odel | Schrödinger and Gödel
\v{S}koda, {\v Z}i{\v z}ka, \v{c} | Škoda, Žižka, č
Gar\c{c}on, \c cedilla, Fran{\c{c}}ois | Garçon, çedilla, François
\AA{}ngstr\"{o}m, {\aa}, \r{a}, \r u | Ångström, å, å, ů
\O{}rsted, Kierkeg{\aa}rd, s{\o}ster | Ørsted, Kierkegård, søster
{\L}uk{\l}, \k{a}, \.{z}, \'{c} | Łukł, ą, ż, ć
Erd\H{o}s, Sz{\H u}cs | Erdős, Szűcs
\~n, \~{a}, \~{\i} | ñ, ã, ĩ
na\"{\i}ve, na{\"\i}ve, na\"{i}ve | naïve, naïve, naïve
\'{\i}, {\'i}, \'\i | í, í, í
\^\j, \^{\j} | ĵ, ĵ
\=a, \={o}, {\=u} | ā, ō, ū
\u{g}, {\u a}, \u\i | ğ, ă, ĭ
\d{h}, \b{d}, \d s | ḥ, ḏ, ṣ
{\ss}, Stra{\ss}e, Stra\ss e | ß, Straße, Straße
\ae{} \AE{} \oe{} {\OE}uvre | æ Æ œ Œuvre
{\dj} {\DJ} {\dh} {\TH}\'or {\ng} | đ Đ ð Þór ŋ
\textcommabelow{s}, \c{s} | ș, ş
Nguy{\~{\^e}}n | Nguyễn
{\v{C}}ern{\'y} | Černý
\'{E}.~Galois | É. Galois
The {DNA} of {E}urope | The DNA of Europe
{{Double braced}} | Double braced
Pages 1--2 --- and so on | Pages 1–2 — and so on
``Quoted'' and `single' | “Quoted” and ‘single’
\enquote{Quoted} | “Quoted”
rock 'n' roll | rock ’n’ roll
AT\&T, 100\%, \#1, a\_b | AT&T, 100%, #1, a_b
\{set\} | {set}
\textbackslash{}n | \n
It costs \$5 and \$6 | It costs \$5 and \$6
It costs $5 | It costs \$5
\emph{E. coli} and \textit{in vitro} | <i>E. coli</i> and <i>in vitro</i>
{\it in vivo} and {\em so} | <i>in vivo</i> and <i>so</i>
\textbf{bold} {\bf bolder} | <b>bold</b> <b>bolder</b>
\textsc{Unix} {\sc Lisp} | <sc>Unix</sc> <sc>Lisp</sc>
CO\textsubscript{2} | CO<sub>2</sub>
H$_2$O and H$_{2}$SO$_{4}$ | H<sub>2</sub>O and H<sub>2</sub>SO<sub>4</sub>
$^{13}$C, Ca$^{2+}$, 10$^{-3}$ | <sup>13</sup>C, Ca<sup>2+</sup>, 10<sup>-3</sup>
$_{\mathrm{eff}}$ and $^\textrm{th}$ | <sub>eff</sub> and <sup>th</sup>
1\textsuperscript{st} | 1<sup>st</sup>
$\alpha$-helix | $\alpha$-helix
\(x^2\) and \[y\] and $$z$$ | $x^2$ and $y$ and $z$
$O(n \log n)$ is $a<b$ | $O(n \log n)$ is $a<b$
\ensuremath{\beta}-sheet | $\beta$-sheet
$a \text{ if } b\$$ | $a \text{ if } b\$$
\texorpdfstring{$k$}{k}-means | k-means
5\,$^\circ$C and 3\textdegree C | 5 °C and 3°C
p $<$ 0.05, $>$, $\&$ | p < 0.05, >, &
5 $\mu$m, \textmu m, \texttimes | 5 $\mu$m, µm, ×
\url{http://a.org/b_c~d%20} | http://a.org/b_c~d%20
\href{http://a.org/}{the page} | the page
\textcolor{red}{x} \mbox{y} \textrm{z} | x y z
\noopsort{1973}Knuth\footnote{no}\thanks{no} | Knuth
\cite{key} in\protect{} \relax text | in text
{\textless}i{\textgreater}x{\textless}/i{\textgreater} | <i>x</i>
A {\&}amp; B {\&}amp$\mathsemicolon$ C | A & B & C
&lt;b&gt;x&lt;/b&gt; &eacute; | <b>x</b> é
\ldots{} \dots{} \textendash{} \textemdash | … … – —
\copyright{} \texttrademark{} \pounds\ \texteuro | © ™ £ €
\LaTeX{} and Bib\TeX | LaTeX and BibTeX
?`Qu\'e? !`Hola! | ¿Qué? ¡Hola!
soft\-hyphen, f\/i, a\ b, a\\b, a\quad b | softhyphen, fi, a b, a b, a b
\guillemotleft a\guillemotright | «a»
\char65 \symbol{"42} \char"43 | AB C
two    spaces ~ here | two spaces here
unbalanced } and { braces | unbalanced and braces
\unknownmacro{kept} | kept
<script>alert(1)</script> | <script>alert(1)</script>
<jats:p>A <em>b</em></jats:p> | A <i>b</i>
<i>not closed, <b>crossed</i></b> | <i>not closed, <b>crossed</b></i>
\CYRM\cyrs 李明 Ω | Мс李明 Ω
"""


@pytest.mark.parametrize(
    ("latex", "text"), [line.split(" | ") for line in CASES.strip().splitlines()]
)
def test_latex_is_shown_as_readers_know_it(latex, text):
    assert to_text(latex) == text


def test_paragraphs_stay_in_an_abstract_alone():
    assert (
        to_text("One\nline.\n\nTwo.\\par Three.", paragraphs=True) == "One line.\n\nTwo.\n\nThree."
    )
    assert to_text("One\nline.\n\nTwo.") == "One line. Two."


def test_names_and_numbers_have_no_markup():
    assert to_plain_text(r"O'Neill \textsc{Jr} \$5") == "O'Neill Jr $5"


@pytest.mark.parametrize(
    "latex",
    [
        r"\url{https://a.org/~me/b_c?x=1&y=%20}",
        r"https://a.org/\~{}me/b\_c?x=1\&y=\%20",
        r"See https://a.org/$\sim$me/b{\_}c?x=1&y=%20.",
    ],
)
def test_an_address_keeps_its_tilde_and_underscores(latex):
    assert to_address(latex) == "https://a.org/~me/b_c?x=1&y=%20"


PIECES = st.sampled_from(
    ["\\", "{", "}", "$", "\\'", "\\emph", "\\(", "^", "_", "<i>", "</b>", "<", "&amp;", "~", "a ",
     "\n\n", "--", "`", "'", "é", "\\$", "\\char", "[", "]", "\\footnote", "\0", "\\href", "\u0301"]
)  # fmt: skip


@settings(deadline=None, max_examples=50)
@given(st.lists(PIECES, max_size=40).map("".join))
def test_any_latex_becomes_text_that_is_read_again_alike(latex):
    text = to_text(latex)

    assert not re.search("[\0-\x08\n]", text)
    dollars = re.sub(r"\\\$|\\.", "", text).count("$")
    assert dollars % 2 == 0 or "\\" in text
    for tag in ("i", "b", "sub", "sup", "sc"):
        outside = re.sub(r"(?<!\\)\$(?:[^$\\]|\\.)*\$", "", text)
        assert outside.count(f"<{tag}>") == outside.count(f"</{tag}>")


@pytest.mark.parametrize(
    "piece",
    ["{", "}", "$", "\\(", "\\emph", "\\'", "\\emph{", "$\\$", "<i>", "\\href", "&", "`", "<a "],
)
def test_a_long_text_of_beginnings_is_read(piece):
    assert len(to_text(piece * (100_000 // len(piece)))) < 1_000_000
