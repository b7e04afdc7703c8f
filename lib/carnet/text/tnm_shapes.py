"""The pieces of a TNM as they are written: T, N, M, nodes counted, G, R, L, V, Pn, S, and what stands between them.

All are matched against plain text (lower case, no accents). Each name tells what follows; `_END` is where a value may
stop: before anything but a letter or a figure, or before the letter of the next piece (« pT2aN1M0 »).
"""

import re

_PREFIX = r"(?:(?:r ?y ?p|y ?p|y ?c|y ?u|r ?p|r ?c|r ?m|m ?r|p ?m|m ?p|p|c|u ?s|u|y|r) ?\(?|[ai](?=[tnm]))"
_NEXT = r"(?:(?:[cpyur]|yp|yc|us|rm|mr)? ?[tnm] ?[0-4xo+-]|m(?![a-z])|[grlvs] ?[0-4x]|pl? ?n? ?[01x]|sn)"
_PREFIX, _NEXT = _PREFIX.replace(" ", r"\ "), _NEXT.replace(" ", r"\ ")  # where blanks do not count
_END = rf"(?=[^a-z0-9]|$|{_NEXT})"
COUNT = (  # « 3/12 », « 18+/31 », « 4-6/20 », « 1N+/9 », « 2 N+ sur 14 »
    r"(?P<positive>\d{1,2})(?:-\d{1,2})? ?(?:n ?\+?|\+)? ?(?:/|sur) ?(?P<examined>\d{1,3})"
)
TUMOUR = re.compile(
    rf"""(?P<prefix>{_PREFIX})? t \ ? [:=]? \ ?
    (?: (?P<value>is(?![a-z])|is(?={_NEXT})|[0-4xo](?![.,]\d|\d)
            |a(?=\W{{0,2}}(?:[cp]?n[0x]|g[1-3]|r0|\(|bas|haut|lg|hg|[.,;:)\]]|$))
            |[li](?=[abc]?(?![a-z0-9])|[abc]?{_NEXT}))
        (?P<sub> \ ?mi(?:cro|c)?{_END} | [a-d](?:[12](?!\d)|[bc]{_END})?(?:-[b-d])?{_END}
               | \ [a-d](?=\ ?{_NEXT}) )?
        (?P<range> \ ?[/-] \ ?t?\ ?(?:[1-4][a-d]?|is){_END} )? )
    (?P<mark> (?: (?<=[0-4a-d])m(?![a-z0-9]) | \ ?\( (?: m | is | multiple | multifocal | \d | m\ ?,?\ ?is | is\ ?,?\ ?m
        | dcis | cis | paget | s | sn ) \) )* )
    {_END}""",
    re.VERBOSE,
)
NODES = re.compile(
    rf"""(?P<prefix>{_PREFIX})? n \ ? [:=]? \ ?
    (?: (?= \d{{1,2}} \ ?/ \ ?(?:[4-9]|\d\d)(?!\d) | \d\d\+\ ?/\ ?\d ) (?P<ratio>)
      | (?P<sign> - (?=\ ?[cpyr]{{0,2}}m|[ ,;.)\]\n]|$) | negati(?:f|ve)s?
        | neg(?![a-z]) | positi(?:f|ve)s? | pos(?![a-z]) )
      | (?P<value> [0-3xo](?![.,]\d|\d|\ ?/\ ?(?:[4-9]|\d\d)) | \+(?!\ ?/\ ?\d|\d|(?![mrglvp])[a-z]) )
        (?P<sub> \ ?\(?mi(?:cro(?:metastase)?|c)?\)?{_END}
            | [a-c](?:\ ?\(?mic?\)?(?![a-z]))?{_END} | \ [a-c](?=\ ?{_NEXT}) )?
        (?P<range> \ ?[/-] \ ?n?\ ?[1-3][a-c]?(?![a-z0-9/]|\+) | \ ?[/-] \ ?n?\ ?[1-3][a-c]?(?={_NEXT}) )? )
    (?P<mark> (?: ,?\ ?\( \ ? (?: i\ ?[+-] | mol\ ?[+-] | sn\ ?[+-]? | is | \d\ ?sn | itc ) \ ?\)
         | \ ?sn(?![a-z]) | (?<=0)\ ?i[+-] | (?<=0)\ ?itc(?![a-z]) )* )
    (?: (?<=[+)-]) | (?<=[n\ ])(?=\d) | {_END} )""",
    re.VERBOSE,
)
METASTASES = re.compile(
    rf"""(?P<prefix>{_PREFIX})? m \ ? [:=]? \ ?
    (?P<value> [01xo](?![.,]\d|\d) | \+(?!\w) )
    (?P<sub> (?<=1)\ ?[a-d](?:[1-3](?!\d))?(?: \ ?\([01]\))?
            (?=[^a-z0-9]|$|pul|oss|hep|bra|s[0-3]|r[0-2]|g[1-4]|[lv][01]) | (?<=0)\ ?\(i\ ?\+\) )?
    (?P<mark> \ ?\(? (?: pulm? | oss | hep | bra | lym | mar | pleu? | per | adr | ski | oth ) \)? (?![a-z]) )?
    (?P<glued>(?=[a-z]))?""",
    re.VERBOSE,
)
COUNTED_NODES = re.compile(  # « 9N+/20 » in the place of N
    r"(?P<prefix>[pcy]{1,2} ?)?(?P<positive>\d{1,2}) ?n ?\+ ?(?:/"
    r"|sur) ?(?P<examined>\d{1,3})(?: ?n(?![a-z0-9]))?(?!\w)"
)
OTHERS = re.compile(
    r"""(?P<pl> y?p?pl \ ?[0-3x](?![a-z0-9]) )
    | (?P<pn> p?pn \ ?(?:[01x](?![a-z0-9/])|[+-](?![a-z0-9/])) )
    | (?P<lv> (?:lvi?|l/v) \ ?[012x+-](?![a-z0-9]) )
    | (?P<r> [cp]?r \ ?[0-2x](?=[^a-z0-9/]|[gvlspm]|$) )
    | (?P<g> g \ ?(?:[1-4x](?:-[2-4])?|i{1,3}|iv)(?=[^a-z0-9]|[rvlsp]|$) )
    | (?P<l> ly? \ ?(?:[01x](?=[^a-z0-9]|[vrgp]|$)|[+-](?![a-z0-9])) )
    | (?P<v> v \ ?(?:[0-2x](?=[^a-z0-9]|[lrgp]|$)|[+-](?![a-z0-9])) )
    | (?P<s> s \ ?[0-3x](?=[^a-z0-9]|$) )""",
    re.VERBOSE,
)
START = re.compile(  # where a TNM may begin: cheap, true of little else
    r"(?<![a-z0-9])(?:(?:[pcyru]|y ?p|y ?c|r ?y ?p|r ?p|r ?c|u ?s|yu|rm|mr|pm|mp) ?\(?|[ai](?=[tnm]))?"
    r"(?:t ?[:=]? ?(?:[0-4xoli]|a(?![abd-moq-z]))|n ?[:=]? ?(?:[0-3xo+-]|\d{1,2} ?/)|m ?[:=]? ?[01x+])"
)
AFTER = re.compile(  # nodes counted behind N
    rf"[ ,:]{{0,2}}(?:\( ?\+?{COUNT}(?: ?(?:n[+-]?(?![a-z])|sn(?![a-z])|[a-z'+ ]{{3,50}}))? ?\)"
    rf"|\[ ?\+?{COUNT.replace('<positive>', '<positive2>').replace('<examined>', '<examined2>')}"
    rf"(?: ?[a-z'+ ]{{1,50}})? ?\]"
    rf"|(?<=[ ,:]){COUNT.replace('<positive>', '<positive3>').replace('<examined>', '<examined3>')}(?![\d/]))"
    r"|[ ,:]{0,2}[(\[] ?(?P<positive4>\d{1,2}) (?:ganglions?|adenopathies?|gg) [a-z' ]{0,40}(?:sur"
    r"|/) ?(?P<examined4>\d{1,3}) ?[a-z' ]{0,20}[)\]]"
)
ASIDE = re.compile(  # between two pieces: « (tumeur de 2 cm) », « [40 mm] »
    r"\s{0,2}(?:\([^()]{1,100}\)|\[[^\[\]]{1,70}\]|\([^()]{1,50}\([^()]{1,20}\)[^()]{0,30}\))"
)
BETWEEN = re.compile(r"[ \n]{0,3}(?:[,;/.·+|_:-]|et(?= ?[cpyn])|a(?= n))?[ \n]{0,3}")
EDITION = re.compile(
    r"\b(?:p?tnm|uicc|ajcc)(?![a-z])[^.;\n\d]{0,24}?"
    r"(?:(?P<number>[5-9])(?!\d|[.,/]\d| ?(?:mm|cm)) ?(?:(?:e|eme|ieme|th|°)(?![a-z]))? ?(?:ed[a-z]*\.?|version)?"
    r"|(?P<year>(?:19|20)\d\d))"
    r"|(?<![\d/.,])(?P<alone>[5-9]) ?(?:e|eme|ieme|th) ?(?:ed(?:ition)?\b|classification tnm|version (?:du )?tnm)"
)
EDITIONS = {"1997": "5", "2002": "6", "2003": "6", "2009": "7", "2010": "7", "2016": "8", "2017": "8", "2018": "8"}
