"""The catalogue tool: what it finds, keeps, forgets and counts as translated."""

import pytest
from babel.messages import Catalog
from babel.messages.mofile import read_mo
from babel.messages.pofile import write_po

from tools import catalogue


def texts_of(path, source):
    """Return the texts, with their contexts, that the tool finds in a file of this content."""
    path.write_text(source, encoding="utf-8")
    return [(text, context) for _line, text, _comments, context in catalogue._texts(path)]


def written(folder, **strings):
    """Return the path of an English catalogue with these translations."""
    path = folder / "en" / "LC_MESSAGES" / "django.po"
    path.parent.mkdir(parents=True)
    stored = Catalog(locale="en", fuzzy=False)
    for text, string in strings.items():
        stored.add(text, string)
    with path.open("wb") as file:
        write_po(file, stored)
    return path


@pytest.mark.parametrize(
    ("source", "texts"),
    [
        pytest.param('_("学校")', [("学校", None)], id="underscore"),
        pytest.param('gettext_lazy("学校")', [("学校", None)], id="lazy"),
        pytest.param('_("学校" "名称")', [("学校名称", None)], id="text in two pieces"),
        pytest.param(
            'ngettext("%(n)s 所", "%(n)s 所学校", n)', [(("%(n)s 所", "%(n)s 所学校"), None)], id="plural"
        ),
        pytest.param('pgettext_lazy("动词", "登记")', [("登记", "动词")], id="context"),
        pytest.param('print("学校")  # _("注释")', [], id="no call"),
        pytest.param("_(name)", [], id="a name instead of a text"),
    ],
)
def test_texts_found_in_python(tmp_path, source, texts):
    assert texts_of(tmp_path / "module.py", source) == texts


@pytest.mark.parametrize(
    ("source", "texts"),
    [
        pytest.param('<p>{% translate "学校" %}</p>', [("学校", None)], id="tag"),
        pytest.param("{% translate '学校' as heading %}", [("学校", None)], id="tag with a name"),
        pytest.param('{% translate "登记" context "动词" %}', [("登记", "动词")], id="context"),
        pytest.param('{{ name|default:_("不详") }}', [("不详", None)], id="argument of a filter"),
        pytest.param("第 {{ n }} 页", [], id="text outside a tag"),
        pytest.param("{# {% translate '旧' %} #}", [], id="comment"),
        pytest.param(
            "  {% blocktranslate trimmed with n=x.n %}\n  共 {{ n }} 所，\n  100%\n {% endblocktranslate %}",
            [("共 %(n)s 所， 100%%", None)],
            id="block, trimmed",
        ),
        pytest.param(
            "{% blocktranslate count n=x %}{{ n }} 所{% plural %}{{ n }} 所学校{% endblocktranslate %}",
            [(("%(n)s 所", "%(n)s 所学校"), None)],
            id="plural",
        ),
    ],
)
def test_texts_found_in_templates(tmp_path, source, texts):
    assert texts_of(tmp_path / "page.html", source) == texts


def test_texts_of_code_and_templates_are_found_with_their_places():
    found = catalogue.found()

    assert {name for name, _line in found["找不到页面"].locations} == {"templates/404.html"}
    assert ("groups/choices.py", 1) in found["龙头学校"].locations


def test_update_keeps_translations_and_forgets_what_is_gone(tmp_path):
    po = written(tmp_path, 找不到页面="Page not found", 早已删除的文字="Long gone")

    updated = catalogue.updated(po)

    assert updated["找不到页面"].string == "Page not found"
    assert "早已删除的文字" not in updated
    assert len(updated) == len(catalogue.found())


def test_update_guesses_nothing(tmp_path):
    po = written(tmp_path, 找不到页="Page not found")

    updated = catalogue.updated(po)

    assert (updated["找不到页面"].string, updated["找不到页面"].fuzzy) == (None, False)


def test_untranslated_are_the_empty_the_half_and_the_uncertain():
    texts = Catalog(locale="en", fuzzy=False)
    texts.add("好", "good")
    texts.add("空", "")
    texts.add(("%(n)s 所", "%(n)s 所学校"), ("%(n)s school", ""))
    texts.add("疑", "doubtful", flags={"fuzzy"})

    assert catalogue.untranslated(texts) == ["空", "('%(n)s 所', '%(n)s 所学校')", "疑"]


def test_compiled_catalogue_reads_back(tmp_path):
    texts = Catalog(locale="en", fuzzy=False)
    texts.add("好", "good")
    texts.add("空", "")
    path = tmp_path / "django.mo"

    path.write_bytes(catalogue.compiled(texts))

    with path.open("rb") as file:
        assert {message.id: message.string for message in read_mo(file) if message.id} == {"好": "good"}
