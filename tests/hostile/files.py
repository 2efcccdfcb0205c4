"""Files that strangers might send: attacks on the parser, code where values belong, sizes without end.

Each is named by what it tries. `CANARY` stands in every piece of code: if it is ever compiled, run, opened or asked for
over the network, the code was taken for code.
"""

from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Final

from tests.diagrams import (
    HEAD,
    LIAISON,
    OFFICE,
    TAIL,
    UNIT,
    action,
    both,
    boundary,
    call,
    catch,
    draw,
    end,
    many,
    some,
    start,
    subprocess,
    user,
    wrap,
    xor,
)
from tests.tables import file as table_file

CANARY: Final = "lianflow_canary"

File = tuple[str, bytes]

STEP: Final = [start(added=OFFICE), user("a", LIAISON), end()]
WAYS: Final = [("start", "a"), ("a", "end")]


def plain(key: str = "plain") -> str:
    return draw(key, STEP, WAYS, variables=UNIT).decode()


# -- attacks on the parser ---------------------------------------------------------------------------


def _entities(declared: str, used: str = "&x;") -> bytes:
    return f"<!DOCTYPE definitions [{declared}]>{plain().replace('测试流程', used)}".encode()


def _laughs(levels: int) -> str:
    lines = ['<!ENTITY x0 "lol">', *(f'<!ENTITY x{n} "{f"&x{n - 1};" * 10}">' for n in range(1, levels))]
    return "".join(lines) + f'<!ENTITY x "&x{levels - 1};">'


def parser_attacks() -> Iterator[File]:
    good = plain()
    yield "billion laughs", _entities(_laughs(10))
    yield "quadratic blowup", _entities(f'<!ENTITY x "{"a" * 50_000}">', "&x;" * 2_000)
    yield "file entity", _entities(f'<!ENTITY x SYSTEM "file:///etc/{CANARY}">')
    yield "http entity", _entities(f'<!ENTITY x SYSTEM "http://127.0.0.1:9/{CANARY}">')
    yield "ftp entity", _entities(f'<!ENTITY x SYSTEM "ftp://127.0.0.1:9/{CANARY}">')
    yield "parameter entity", _entities(f'<!ENTITY % p SYSTEM "file:///{CANARY}"> %p;', "")
    yield "external subset", f'<!DOCTYPE definitions SYSTEM "http://127.0.0.1:9/{CANARY}.dtd">{good}'.encode()
    yield "public subset", f'<!DOCTYPE definitions PUBLIC "-//X" "http://127.0.0.1:9/{CANARY}">{good}'.encode()
    yield "empty doctype", f"<!DOCTYPE definitions>{good}".encode()
    yield "default attribute", _entities(f'<!ATTLIST process x CDATA "{CANARY}">', "")
    yield "entity without doctype", good.replace("测试流程", "&x;").encode()
    yield "utf-16", good.encode("utf-16")
    yield "utf-16 declared", f'<?xml version="1.0" encoding="UTF-16"?>{good}'.encode()
    yield "utf-32", good.encode("utf-32")
    yield "utf-7 declared", f'<?xml version="1.0" encoding="UTF-7"?>{good}'.encode()
    yield "gb18030", f'<?xml version="1.0" encoding="GB18030"?>{good}'.encode("gb18030")
    yield "unknown encoding", f'<?xml version="1.0" encoding="{CANARY}"?>{good}'.encode()
    yield "broken utf-8", good.encode() + b"\xff\xfe"
    yield "overlong utf-8", good.encode().replace(b"start", b"\xc0\xaf", 1)
    yield "nul byte", good.encode().replace(b"plain", b"pl\x00in", 1)
    yield "control character", good.encode().replace(b"plain", b"pl&#1;in", 1)
    yield "surrogate reference", good.replace("测试流程", "&#xD800;").encode()


def broken_files() -> Iterator[File]:
    good = plain()
    yield "unclosed", good.removesuffix("</definitions>").encode()
    yield "crossed tags", good.replace("</process></definitions>", "</definitions></process>").encode()
    yield "two roots", (good + good).encode()
    yield "duplicate attribute", good.replace("<process ", '<process id="b" ', 1).encode()
    yield "undeclared prefix", good.replace("<lf:variable", "<zz:variable").encode()
    yield "nothing", b""
    yield "blanks", b"  \n" * 1_000
    yield "json", b'{"process": []}'
    yield "html", f"<html><script>{CANARY}()</script></html>".encode()
    yield "svg", f'<svg xmlns="http://www.w3.org/2000/svg" onload="{CANARY}()"/>'.encode()
    yield "zip", b"PK\x03\x04" + b"\x00" * 2_000
    yield "gzip", b"\x1f\x8b\x08" + b"\x00" * 2_000
    yield "soap", b'<Envelope xmlns="http://schemas.xmlsoap.org/soap/envelope/"><Body/></Envelope>'
    yield "stylesheet", b'<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"/>'
    yield "false namespace", good.replace("20100524", "20990101").encode()
    yield "no namespace", good.replace('xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" ', "").encode()


def huge_files() -> Iterator[File]:
    good = plain()
    yield "ten megabytes of text", good.replace("测试流程", "字" * 3_500_000).encode()
    yield "ten megabytes of elements", f"{HEAD}{'<process/>' * 1_000_000}{TAIL}".encode()
    yield "an attribute without end", good.replace("测试流程", "a" * 1_900_000).encode()
    yield (
        "a hundred thousand attributes",
        good.replace("<process ", "<process " + " ".join(f'a{n}="1"' for n in range(100_000)) + " ", 1).encode(),
    )
    yield (
        "a hundred thousand namespaces",
        good.replace(
            "<definitions ", "<definitions " + " ".join(f'xmlns:n{n}="u:{n}"' for n in range(50_000)) + " ", 1
        ).encode(),
    )
    yield "ten thousand levels", f"{HEAD}{'<subProcess>' * 10_000}{'</subProcess>' * 10_000}{TAIL}".encode()
    yield "sixty levels", f"{HEAD}{'<process>' * 60}{'</process>' * 60}{TAIL}".encode()
    yield "open tags without end", f"{HEAD}{'<process>' * 100_000}".encode()


# -- code where values belong ------------------------------------------------------------------------

CODE: Final = (
    f"__import__('{CANARY}')",
    f"eval('{CANARY}')",
    f"exec('{CANARY}=1')",
    f"open('/tmp/{CANARY}', 'w')",
    f"().__class__.__base__.__subclasses__()[0]('{CANARY}')",
    f"(lambda: {CANARY})()",
    f"[{CANARY} for x in (1,)]",
    f"{{**{CANARY}}}",
    f"unit.{CANARY}()",
    f"'{CANARY}'.format(unit)",
    f"f'{{{CANARY}}}'",
    f"{CANARY} := 1",
    "10 ** 10 ** 10 == 1",
    f"'%s' % {CANARY} == unit",
    f"${{T(java.lang.Runtime).getRuntime().exec('{CANARY}')}}",
    f"#{{{CANARY}}}",
    f"unit == '{CANARY}'; import os",
    f"unit if {CANARY} else unit",
)

_QUOTED: Final = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;"}


def _quote(text: str) -> str:
    return "".join(_QUOTED.get(sign, sign) for sign in text)


def code_in_places() -> Iterator[File]:
    for number, code in enumerate(CODE):
        quoted = _quote(code)
        yield f"condition {number}", _conditional(quoted)
        yield f"completion {number}", _voted(quoted)
        yield f"relation {number}", _step(user("a", f'<lf:assign relation="head" of="{quoted}"/>'))
        yield f"binding {number}", _step(call("a", "signoff", f'<lf:in name="unit" value="{quoted}"/>'))
    yield from _scripts()


def _step(node: str, more: str = "") -> bytes:
    return draw("hostile", [start(added=OFFICE), node, end()], WAYS, variables=UNIT + more)


def _conditional(condition: str) -> bytes:
    ways = [("start", "x"), ("x", "a", condition), ("x", "end"), ("a", "end")]
    return draw("hostile", [start(added=OFFICE), xor("x"), user("a", LIAISON), end()], ways, variables=UNIT)


def _voted(condition: str) -> bytes:
    each = many("people_of(unit)", condition=condition)
    return _step(user("a", '<lf:assign relation="member"/>', each=each))


def _scripts() -> Iterator[File]:
    script = f"<script>{CANARY}()</script>"
    yield "script task", _step(f'<scriptTask id="a" scriptFormat="python">{script}</scriptTask>')
    yield "script in another language", _step(f'<scriptTask id="a" scriptFormat="groovy">{script}</scriptTask>')
    yield "unknown action", _step(action("a", CANARY))
    yield "action of the operating system", _step(action("a", "os.system", f'<lf:in name="x" value="\'{CANARY}\'"/>'))
    yield "operation reference", _step(f'<serviceTask id="a" name="a" operationRef="{CANARY}"/>')
    yield "class of another engine", _step('<serviceTask id="a" name="a" class="java.lang.Runtime"/>')
    yield "unknown handler", _step(user("a", LIAISON, attributes=f'lf:writes="{CANARY}"'))
    yield "unknown panel", _step(user("a", LIAISON, attributes=f'lf:panel="../{CANARY}"'))
    yield "unknown role", _step(user("a", f'<lf:assign role="{CANARY}"/>'))
    yield "unknown relation", _step(user("a", f'<lf:assign relation="{CANARY}" of="unit"/>'))
    yield "unknown attribute", _step(user("a", LIAISON, attributes=f'lf:{CANARY}="1"'))
    yield (
        "unknown source",
        _step(
            user(
                "a",
                LIAISON + f'<lf:form><lf:field name="x" type="choice" label="x" source="{CANARY}(unit)"/></lf:form>',
            )
        ),
    )
    yield (
        "unknown field type",
        _step(user("a", LIAISON + '<lf:form><lf:field name="x" type="code" label="x"/></lf:form>')),
    )
    yield (
        "assignment in data",
        _step(
            f'<task id="a"><dataInputAssociation><assignment><from>{CANARY}</from>'
            "<to>unit</to></assignment></dataInputAssociation></task>"
        ),
    )


# -- timers, counts, structures -----------------------------------------------------------------------

DURATIONS: Final = (
    "R/PT1S",
    "R1000000/PT1S",
    "PT0S",
    "-P1D",
    "P-1D",
    "P99999999D",
    "PT999999999H",
    "P1Y2M10DT2H30M",
    "P0.5D",
    "wd:0x10",
    "wd:99999",
    "wd:-1",
    "cd:1e9",
    "0 0 * * *",
    "2026-13-01",
    "9999-99-99T99:99:99",
    "now()",
    f"__import__('{CANARY}')",
    f"${{{CANARY}}}",
    "P1W2D",
    "∞",
    "",
    "١:5",
)


def timers() -> Iterator[File]:
    for number, text in enumerate(DURATIONS):
        quoted = _quote(text)
        nodes = [start(added=OFFICE), catch("a", f"timer {quoted}"), end()]
        yield f"timer {number}", draw("hostile", nodes, WAYS, variables=UNIT)
        yield f"deadline {number}", _step(user("a", LIAISON, attributes=f'lf:due="{quoted or " "}"'))
        cycle = f"<timerEventDefinition><timeCycle>{quoted}</timeCycle></timerEventDefinition>"
        yield f"cycle {number}", _step(f'<intermediateCatchEvent id="a">{cycle}</intermediateCatchEvent>')


def counts() -> Iterator[File]:
    for number, text in enumerate(("1000000000", "-1", "0", "1e9", "1.5", "inf", "nan", f"{CANARY}('x')", "10**9", "")):
        each = many(cardinality=_quote(text)) if text else "<multiInstanceLoopCharacteristics/>"
        yield f"cardinality {number}", _step(user("a", LIAISON, each=each))
    condition = "<loopCondition>true</loopCondition>"
    loop = f'<standardLoopCharacteristics loopMaximum="1000000000">{condition}</standardLoopCharacteristics>'
    yield "standard loop", _step(user("a", LIAISON, each=loop))
    yield "thousandfold vote", _step(user("a", LIAISON + '<lf:vote kind="ballot" quorum="1/0"/>'))
    yield "a share above one", _step(user("a", LIAISON + '<lf:vote kind="ballot" quorum="7/3"/>'))


def structures() -> Iterator[File]:
    long = [f"n{number}" for number in range(10_000)]
    nodes = [start(added=OFFICE), *(user(each, LIAISON) for each in long), end()]
    yield "ten thousand nodes", draw("hostile", nodes, list(pairwise(["start", *long, "end"])), variables=UNIT)
    few = [f"n{number}" for number in range(1_200)]
    small = [start(added=OFFICE), *(f'<userTask id="{each}" name="a"/>' for each in few), end()]
    yield "twelve hundred nodes", draw("hostile", small, list(pairwise(["start", *few, "end"])), variables=UNIT)
    yield "every node to every node", _mesh(60)
    for kind, name in ((xor, "exclusive"), (some, "inclusive")):
        yield f"successive {name} splits", splits(kind, 24)
    yield "a call of itself", draw("hostile", [start(added=OFFICE), call("a", "hostile"), end()], WAYS)
    yield "a call of what is not there", _step(call("a", CANARY))
    yield "a call of a path", _step(call("a", "../../etc/passwd"))
    yield (
        "an endless loop",
        draw(
            "hostile",
            [start(added=OFFICE), xor("x"), xor("y"), end()],
            [("start", "x"), ("x", "y"), ("y", "x"), ("y", "end", "unit == 1")],
        ),
    )
    yield "no way out", draw("hostile", [start(added=OFFICE), user("a", LIAISON)], [("start", "a"), ("a", "a")])
    yield "forty levels of sub-processes", _nested(30)
    yield "a thousand starts", draw("hostile", [*(start(f"s{n}") for n in range(300)), end()], [])
    yield "one id for all", draw("hostile", [start("a"), user("a", LIAISON), end("a")], [("a", "a")])
    yield from broken_drawings()


def broken_drawings() -> Iterator[File]:
    yield "a flow to nowhere", draw("hostile", STEP, [*WAYS, ("a", CANARY)])
    yield "a flow out of a sub-process", _step(subprocess("a", [start("i"), end("j")], [("i", "end")]))
    yield "a border of nothing", draw("hostile", [*STEP, boundary("b", CANARY, "timer wd:1")], [*WAYS, ("b", "end")])
    yield (
        "a border of a border",
        draw(
            "hostile",
            [*STEP, boundary("b", "a", "timer wd:1"), boundary("c", "b", "timer wd:1")],
            [*WAYS, ("b", "end"), ("c", "end")],
        ),
    )
    yield "two processes that run", wrap(plain("one")[len(HEAD) : -len(TAIL)] + plain("two")[len(HEAD) : -len(TAIL)])
    yield "no process", wrap("")
    yield "a process of nothing", wrap('<process id="hostile" isExecutable="true"/>')
    yield "a key of a path", plain("../../etc/passwd").encode()
    yield "a key of a statement", plain("x'; drop table task; --").encode()
    yield "a key without end", plain("k" * 5_000).encode()
    yield "a transaction", _step('<transaction id="a"/>')
    yield "an ad-hoc sub-process", _step('<adHocSubProcess id="a"/>')
    yield "a choreography", wrap('<choreography id="hostile"/>')
    yield "an import of another file", wrap(f'<import importType="x" location="file:///{CANARY}" namespace="x"/>')
    yield (
        "a parallel split joined by a choice",
        draw(
            "hostile",
            [start(added=OFFICE), both("p"), user("a", LIAISON), user("b", LIAISON), xor("x"), both("j"), end()],
            [
                ("start", "p"),
                ("p", "a"),
                ("p", "x"),
                ("x", "b"),
                ("x", "j", "unit == 1"),
                ("a", "j"),
                ("b", "end"),
                ("j", "end"),
            ],
        ),
    )


def _mesh(size: int) -> bytes:
    names = [f"g{number}" for number in range(size)]
    ways = [(one, other) for one in names for other in names if one != other]
    return draw("hostile", [start(added=OFFICE), *(some(each) for each in names), end()], [("start", "g0"), *ways])


def splits(kind: Callable[[str], str], depth: int) -> bytes:
    """Splits one behind the other, merged by nothing that waits: 2^depth tokens where all ways are taken."""
    nodes, ways = [start(added=OFFICE)], [("start", "g0")]
    for number in range(depth):
        split, merge, ahead = f"g{number}", f"m{number}", f"g{number + 1}" if number + 1 < depth else "end"
        nodes += [kind(split), both(f"a{number}"), both(f"b{number}"), xor(merge)]
        ways += [way for each in (f"a{number}", f"b{number}") for way in ((split, each), (each, merge))]
        ways.append((merge, ahead))
    return draw("hostile", [*nodes, end()], ways, variables=UNIT)


def _nested(depth: int) -> bytes:
    inner = user("deep", f'<lf:assign role="{CANARY}"/>')
    names = ("deep", "deep")
    for number in range(depth):
        ways = [(f"s{number}", names[0]), (names[1], f"e{number}")]
        inner = subprocess(f"p{number}", [start(f"s{number}"), inner, end(f"e{number}")], ways)
        names = (f"p{number}", f"p{number}")
    return draw("hostile", [start(added=OFFICE), inner, end()], [("start", names[0]), (names[1], "end")])


# -- tables ---------------------------------------------------------------------------------------------

CELLS: Final = (
    f"__import__('{CANARY}')",
    f"{CANARY}()",
    "1; 2",
    "10 ** 10",
    "[1..",
    "]1..2",
    "[2..1]",
    "[1..1e999]",
    "for x in 1..1000000000 return x",
    "some x in y satisfies x",
    f'matches(a, "{CANARY}")',
    "function(x) x",
    "if true then 1 else 2",
    '"unclosed',
    "not(",
    "not(not(1))",
    "1,,2",
    ",",
    "-1-",
    'date("9999-99-99")',
    "<",
    "< <",
    "..",
    "null[1]",
    "NaN",
)


def tables() -> Iterator[File]:
    for number, cell in enumerate(CELLS):
        yield f"input cell {number}", table_file([(cell, '"x"'), ("-", '"y"')], "FIRST")
        yield f"output cell {number}", table_file([("1", cell), ("-", '"y"')], "FIRST")
    good = table_file([("1", '"x"'), ("-", '"y"')], "FIRST")
    yield "an unknown hit policy", good.replace(b'"FIRST"', CANARY.encode().join((b'"', b'"')))
    yield "a table with entities", b'<!DOCTYPE x [<!ENTITY y "z">]>' + good
    yield "fifty thousand rules", table_file([(str(number), f'"{number}"') for number in range(50_000)], "FIRST")
    yield "contradicting rules", table_file([("-", '"x"'), ("-", '"y"')], "UNIQUE")
    yield "an invocation", good.replace(b"decisionTable", b"invocation")
    yield "code as logic", good.replace(b"decisionTable", b"literalExpression")


def every_file() -> list[File]:
    return [
        *parser_attacks(),
        *broken_files(),
        *huge_files(),
        *code_in_places(),
        *timers(),
        *counts(),
        *structures(),
        *tables(),
    ]
