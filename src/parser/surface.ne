# The surface syntax of a configuration line: words, quotes, variables, comments (configuration.txt, chapter 2).
# Knows no keyword. Compiled by `npm run build:grammar`.
#
# The tokens are those of lexer.ts; their values are their indexes in the line, so that a result is the line's *shape*:
# lines that differ only in their texts have the same one (see parse.ts). Every sequence of tokens the lexer can make has
# exactly one result: faults (an open quote, a broken variable) are part of the grammar, and evaluation reports them.
@preprocessor typescript
@{%
import * as shape from './shape.js';
import { lexer } from './shape-lexer.js';
%}
@lexer lexer

line -> %blank:? rest %eol                                 {% shape.blankLine %}
      | %blank:? words %blank:? rest %eol                  {% shape.statement %}
      | %blank:? (words %blank):? openWord %ignored:? %eol {% shape.openStatement %}
      | %opaque %eol                                       {% shape.opaqueLine %}

rest -> null                                               {% shape.noRest %}
      | %comment                                           {% shape.comment %}
      | %ignored                                           {% shape.ignored %}

words -> word                                              {% shape.firstWord %}
       | words %blank word                                 {% shape.nextWord %}

word     -> piece:+                                        {% shape.word %}
openWord -> piece:* openPiece                              {% shape.openWord %}

piece -> %unquoted                                         {% shape.unquoted %}
       | %strong                                           {% shape.strong %}
       | %weakOpen weakPart:* %weakClose                   {% shape.weak %}

openPiece -> %openStrong                                   {% shape.openStrong %}
           | %weakOpen weakPart:* %badVariable:?           {% shape.openWeak %}

weakPart -> %weakText                                      {% shape.weakText %}
          | %dollar %name                                  {% shape.plainVariable %}
          | %braceOpen %name %star:? %fallback:? %braceClose {% shape.bracedVariable %}
