"""What makes a page quick to render: texts looked up once per language, and calls in templates without detours.

Half the time of a page went to looking up the same texts, the same addresses of files and how to call a macro, again
and again (docs/snelheid.md). Everything here gives the same page as without it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from functools import partial
from types import FunctionType
from typing import Any, cast

from flask import Flask, request
from flask_babel import Domain
from jinja2 import Template, pass_eval_context
from jinja2.compiler import CodeGenerator, Frame
from jinja2.environment import TemplateModule
from jinja2.meta import find_undeclared_variables
from jinja2.nodes import EvalContext, Expr
from jinja2.runtime import Context, Macro
from jinja2.utils import _PassArg
from markupsafe import Markup, _escape_inner, escape  # type: ignore[attr-defined]  # the fast one has no types

from app.web.language import TRANSLATIONS, language
from app.web.state import loket

MOST_TEXTS = 5_000
MOST_SHELLS = 1_000
MOST_PARTS = 5_000
HERE = "\x02"
"""Where in a kept part the one thing stands that is not always the same; no text of ours holds this character."""
SHARED = frozenset({"asset", "pad", "taal"})
"""What the page gives that is the same for every page in a language."""
_EVAL_CONTEXT = _PassArg.eval_context


class Texts(Domain):  # type: ignore[misc]  # the package has no types
    """The message catalogues, found by the language of the request alone."""

    def __init__(self) -> None:
        super().__init__(translation_directories=[str(TRANSLATIONS)])
        self._found: dict[str, Any] = {}
        self._known: dict[tuple[str | int, ...], str] = {}
        self._plain: dict[tuple[str, str], Markup] = {}

    def get_translations(self) -> Any:
        """The catalogue for this request."""
        wanted = language()
        found = self._found.get(wanted)
        if found is None:
            found = self._found[wanted] = super().get_translations()
        return found

    def text(self, message: str) -> str:
        """One text of the interface in the language of this request."""
        key = (language(), message)
        found = self._known.get(key)
        if found is None:
            if len(self._known) >= MOST_TEXTS:
                self._known.clear()
            found = self._known[key] = self.get_translations().ugettext(message)
        return found

    def gettext(self, string: str, **variables: Any) -> str:
        """As ``Domain.gettext``."""
        found = self.text(string)
        return found % variables if variables else found

    def plural(self, one: str, more: str, number: int) -> str:
        """The text for one or for more, in the language of this request."""
        key = (language(), one, number)
        found = self._known.get(key)
        if found is None:
            if len(self._known) >= MOST_TEXTS:
                self._known.clear()
            found = self._known[key] = self.get_translations().ungettext(one, more, number)
        return found

    def plain(self, message: str) -> Markup:
        """A text without anything to fill in; %% stands for one %."""
        key = (language(), message)
        found = self._plain.get(key)
        if found is None:
            if len(self._plain) >= MOST_TEXTS:
                self._plain.clear()
            found = self._plain[key] = Markup(self.text(message)) % {}  # noqa: S704 - our own texts
        return found


class QuickContext(Context):
    """Calls macros and plain functions at once; Jinja looks at each in five ways first."""

    def call(__self, __obj: Any, *args: Any, **kwargs: Any) -> Any:
        """As ``Context.call``."""
        kind = type(__obj)
        if kind is Macro:
            kwargs.pop("_block_vars", None)
            kwargs.pop("_loop_vars", None)
            return __obj(__self.eval_ctx, *args, **kwargs)
        if kind is FunctionType:
            wanted = __obj.__dict__.get("jinja_pass_arg")
            if wanted is None or wanted is _EVAL_CONTEXT:
                kwargs.pop("_block_vars", None)
                kwargs.pop("_loop_vars", None)
                return __obj(*args, **kwargs) if wanted is None else __obj(__self.eval_ctx, *args, **kwargs)
        return super().call(__obj, *args, **kwargs)


class QuickCode(CodeGenerator):
    """Escapes what is shown without wrapping it first: it is joined with the rest of the page at once."""

    def _output_child_pre(self, node: Expr, frame: Frame, finalize: Any) -> None:
        if frame.eval_ctx.volatile or not frame.eval_ctx.autoescape or finalize.src is not None:
            super()._output_child_pre(node, frame, finalize)
        else:
            self.write("environment.escaped(")


class QuickTemplate(Template):
    """A file with macros is read once per language when it asks nothing of the page but what ``SHARED`` names.

    Importing it "with context" otherwise defines all its macros again, several times for one page.
    """

    def make_module(
        self, vars: dict[str, Any] | None = None, shared: bool = False, locals: Mapping[str, Any] | None = None
    ) -> TemplateModule:
        """As ``Template.make_module``."""
        kept: dict[str, TemplateModule] | None = self.__dict__.get("kept")
        if kept is None:
            self.__dict__["asks"] = self._asks()  # before "kept": another thread that sees that one reads this one
            kept = self.__dict__.setdefault("kept", {})
        asks: frozenset[str] = self.__dict__["asks"]
        if vars is None or not shared or not asks <= SHARED:
            return super().make_module(vars, shared, locals)
        found = kept.get(language())
        if found is None:
            found = kept[language()] = super().make_module({name: vars[name] for name in SHARED & vars.keys()})
        return found

    def _asks(self) -> frozenset[str]:
        """Names that the file takes from the page."""
        environment = self.environment
        if self.name is None or environment.loader is None:
            return frozenset("?")
        source = environment.loader.get_source(environment, self.name)[0]
        return frozenset(find_undeclared_variables(environment.parse(source)) - environment.globals.keys())


def escaped(value: Any) -> str:
    """As ``markupsafe.escape``, as a plain text."""
    kind = type(value)
    if kind is Markup:
        return cast(str, value)
    return _escape_inner(value) if kind is str else escape(value)


_parts: dict[tuple[object, ...], list[str]] = {}


def _part(key: tuple[object, ...], make: Callable[[], str]) -> list[str]:
    """What stands around every ``HERE`` in a part that is made once; one text when it is not in there."""
    found = _parts.get(key)
    if found is None:
        made = make().split(HERE)
        if len(_parts) >= MOST_PARTS:
            _parts.clear()
        found = _parts[key] = made
    return found


def parts_of(version: str) -> Callable[..., Markup]:
    """For templates: after {% set deel = delen(versie) %} and with {% call deel("kaart", key, words) %}...{{ HIER }}...
    {% endcall %} a part is made once for a version, a language and ``key``, and these words are put in every time.
    """
    about = version, language()

    def part(name: str, key: object, inside: object, *, caller: Callable[[], str]) -> Markup:
        made = _part((name, key, about), caller)
        return Markup(str.join(escaped(inside), made))  # noqa: S704 - the caller escaped it

    return part


def counts_in(macro: Macro, name: str, rows: Iterable[tuple[str, str, int | None]], chosen: Collection[str]) -> Markup:
    """``macro(name, value, words, count, chosen)`` for each row (value, words, count), made once but for its count."""
    shown: list[str] = []
    about = name, language()
    for value, words, count in rows:
        here = None if count is None else HERE
        key = (macro.name, about, value, words, here, value in chosen)
        found = _parts.get(key) or _part(key, partial(macro, name, value, words, here, chosen))
        shown.append(str(count).join(found))
    return Markup("".join(shown))  # noqa: S704 - what a macro makes is escaped


def install(app: Flask) -> None:
    """Call it after ``language.install``: this takes the place of what it put in the templates."""
    texts = Texts()
    app.extensions["babel"].instance.domain_instance = texts
    app.jinja_env.context_class = QuickContext
    app.jinja_env.code_generator_class = QuickCode
    app.jinja_env.template_class = QuickTemplate
    app.jinja_env.escaped = escaped  # type: ignore[attr-defined]  # read by the templates of QuickCode

    @pass_eval_context
    def gettext(eval_ctx: EvalContext, message: str, **variables: Any) -> str:
        if not variables:
            return texts.plain(message)
        found = Markup(texts.text(message)) if eval_ctx.autoescape else texts.text(message)  # noqa: S704 - our own texts
        return found % variables

    @pass_eval_context
    def ngettext(eval_ctx: EvalContext, one: str, more: str, number: int, /, **variables: Any) -> str:
        found = texts.plural(one, more, number)
        return (Markup(found) if eval_ctx.autoescape else found) % {"num": number, **variables}  # noqa: S704 - our own texts

    shells: dict[tuple[str, str, str, str], Markup] = {}

    def kept(name: str, key: str = "", *, caller: Callable[[], Markup]) -> Markup:
        """A part of the page that is the same for a language, a version of the content and ``key``."""
        place = (name, key, language(), loket().catalogue.version)
        found = shells.get(place)
        if found is None:
            if len(shells) >= MOST_SHELLS:
                shells.clear()
            found = shells[place] = caller()
        return found

    def current_path() -> str:
        """The path of this request, for files with macros that are kept."""
        return request.path

    app.jinja_env.globals.update(
        gettext=gettext,
        _=gettext,
        ngettext=ngettext,
        bewaard=kept,
        delen=parts_of,
        aantallen_in=counts_in,
        HIER=HERE,
        pad_nu=current_path,
    )
