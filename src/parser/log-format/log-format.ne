# A log-format string: text and variables (configuration.txt, 8.2.6). Knows no variable's name.
# Compiled by `npm run build:grammar`.
#
# A character stands for a token of lexer.ts. The result is the shape of the string, in indexes into its tokens.
@preprocessor typescript
@{%
import * as shape from './shape.js';
%}

format -> item:*                   {% shape.format %}

item -> "t"                        {% shape.text %}
      | "b"                        {% shape.blank %}
      | "p"                        {% shape.percent %}
      | "s"                        {% shape.stray %}
      | "%" "(":? "{":? "a"        {% shape.alias %}
      | "%" "(":? "{":? "e"        {% shape.expression %}
