# The test of an ACL: a sample, flags, patterns (configuration.txt, 7.1). Knows no fetch and no matching method.
# Compiled by `npm run build:grammar`.
#
# A character stands for a word: e expression, i a flag alone, v a flag with a value, u that value, - the end of flags,
# p a pattern. The result is the shape of the test, in indexes into its words.
@preprocessor typescript
@{%
import * as shape from './acl-test-shape.js';
%}

test -> "e" flag:* patterns                   {% shape.test %}

flag -> "i"                                   {% shape.flag %}
      | "v" "u":?                             {% shape.flagWithValue %}

patterns -> "-":? "p":*                       {% shape.patterns %}
