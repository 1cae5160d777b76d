/** Compiles the expressions and formats of one proxy's `tcp-check` rules. */
import type { Expression } from '../../config/model/expression.js';
import type { LogFormat } from '../../config/model/log-format.js';
import { TextBuffer } from '../log/text-buffer.js';
import type { CompileContext } from '../sample/compile-context.js';
import { compileExpression } from '../sample/compile-expression.js';
import type { Evaluate } from '../sample/sample.js';
import { compileCheckFormat, type CheckFormat } from './check-format.js';
import type { CheckSubject } from './check-subject.js';

/** The context is made when the first expression asks for it. */
export class RuleCompiler {
  #context: CompileContext | undefined;
  #out: TextBuffer | undefined;

  constructor(
    private readonly contextOf: () => CompileContext,
    private readonly bufferBytes: number,
  ) {}

  /** undefined: there was no expression so far. */
  get used(): CompileContext | undefined {
    return this.#context;
  }

  format(format: LogFormat): CheckFormat {
    this.#out ??= new TextBuffer(this.bufferBytes);
    return compileCheckFormat(format, this.use(), this.#out);
  }

  expression(expression: Expression): Evaluate<CheckSubject> {
    return compileExpression(expression, this.use());
  }

  /** The steps look at a subject. */
  use(): CompileContext {
    return (this.#context ??= this.contextOf());
  }
}
