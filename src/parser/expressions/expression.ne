# A sample expression: a fetch and its converters, each with its arguments (configuration.txt, 7.3). Knows no name.
# Compiled by `npm run build:grammar`.
#
# A character stands for a token of expression-lexer.ts: n name, a bare text, q 'text', w "text", and ( , ) themselves. The
# result is the shape of the expression, in indexes into its tokens.
@preprocessor typescript
@{%
import * as shape from './expression-shape.js';
%}

expression -> call converter:*                {% shape.expression %}

converter -> ",":+ call                       {% shape.converter %}

call -> "n"                                   {% shape.bareCall %}
      | "n" "(" arguments ")"                 {% shape.call %}

arguments -> argument                         {% shape.firstArgument %}
           | arguments "," argument           {% shape.nextArgument %}

argument -> [aqw]:*                           {% shape.argument %}
