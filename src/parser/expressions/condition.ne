# A condition, after `if` or `unless` (configuration.txt, 7.2). Knows no ACL.
# Compiled by `npm run build:grammar`.
#
# A character stands for a token of condition.ts: n name, o `or` or `||`, ! { } themselves, w a word between braces. The
# result is the condition's shape, in indexes into its tokens. As in HAProxy an `or` may have nothing on a side, and a `!`
# may have nothing behind it.
@preprocessor typescript
@{%
import * as shape from './condition-shape.js';
%}

condition -> alternative                      {% shape.firstAlternative %}
           | condition "o" alternative        {% shape.nextAlternative %}

alternative -> term:* "!":*                   {% shape.alternative %}

term -> "!":* "n"                             {% shape.named %}
      | "!":* "{" "w":* "}"                   {% shape.anonymous %}
