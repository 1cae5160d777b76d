/**
 * The `.if` blocks that are open in a file, and whether its lines count.
 * Source: configuration.txt, 2.4; the answers to misplaced directives are HAProxy 2.6's.
 */
import type { Span } from '../../diagnostics/diagnostic.js';

/** HAProxy takes 99 levels within each other. */
export const mostNestedBlocks = 99;

interface Block {
  /** Of its `.if`. */
  span: Span;
  /** The lines around it count. */
  outer: boolean;
  /** One of its branches was or is read. */
  taken: boolean;
  /** The lines of the present branch count. */
  active: boolean;
  hasElse: boolean;
}

export class Blocks {
  readonly #open: Block[] = [];

  /** Whether the lines at this place count. */
  get active(): boolean {
    return this.#open.at(-1)?.active ?? true;
  }

  get innermost(): Span | undefined {
    return this.#open.at(-1)?.span;
  }

  /** Whether the condition of an `.if` or `.elif` here matters: others are not looked at. */
  asks(directive: '.if' | '.elif'): boolean {
    const block = this.#open.at(-1);
    if (directive === '.if') return block?.active ?? true;
    return block !== undefined && block.outer && !block.taken;
  }

  /** What is wrong with the directive at this place. */
  misplaced(directive: '.if' | '.elif' | '.else' | '.endif'): string | undefined {
    const block = this.#open.at(-1);
    if (directive === '.if') {
      return this.#open.length < mostNestedBlocks ? undefined : `too many nested '.if', at most ${mostNestedBlocks} are possible`;
    }
    if (block === undefined) return `lone '${directive}' with no matching '.if'`;
    return block.hasElse && directive !== '.endif' ? `'${directive}' after '.else' is not permitted` : undefined;
  }

  /** `undefined`: the condition cannot be read, so that neither this branch nor another one of the block is. */
  if(holds: boolean | undefined, span: Span): void {
    const outer = this.active;
    this.#open.push({ span, outer, taken: holds ?? true, active: outer && holds === true, hasElse: false });
  }

  elif(holds: boolean | undefined): void {
    const block = this.#open.at(-1)!;
    block.active = block.outer && !block.taken && holds === true;
    block.taken ||= holds ?? true;
  }

  else(): void {
    this.elif(true);
    this.#open.at(-1)!.hasElse = true;
  }

  endif(): void {
    this.#open.pop();
  }
}
