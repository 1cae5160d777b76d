# The condition of `.if` and `.elif` (configuration.txt, 2.4). Knows no predicate. Compiled by `npm run build:grammar`.
#
# A character stands for a token of condition-lexer.ts: i integer, p name and opening parenthesis, a bare text, q 'text',
# w "text", & and | for the doubled ones, and ! ( ) , themselves. The result is the condition's shape, in indexes into its
# tokens.
@preprocessor typescript
@{%
import * as shape from './condition-shape.js';
%}

any -> all                            {% shape.firstAlternative %}
     | any "|" all                    {% shape.nextAlternative %}

all -> term                           {% shape.firstTerm %}
     | all "&" term                   {% shape.nextTerm %}

term -> "!":* "i"                     {% shape.integer %}
      | "!":* "(" any ")"             {% shape.group %}
      | "!":* "p" arguments ")"       {% shape.predicate %}

arguments -> argument                 {% shape.firstArgument %}
           | arguments "," argument   {% shape.nextArgument %}

argument -> [aqw]:*                   {% shape.argument %}
