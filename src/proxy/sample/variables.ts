/**
 * The variables that rules set and samples read. Each subject has one object of them; a session that sets none holds no map.
 * `proc` variables belong to the worker and outlive sessions.
 * Source: configuration.txt, 7.3.1 "set-var", 7.3.2 "var".
 */
import type { VariableName, VariableScope } from '../../config/model/expression.js';
import type { Sample } from './sample.js';

export class Variables {
  readonly #process: Map<string, Sample>;
  /** By scope, made when the first one is set. */
  #own: Partial<Record<VariableScope, Map<string, Sample>>> | undefined;

  /** `process`: those of scope `proc`, shared by all subjects of the worker. */
  constructor(process: Map<string, Sample>) {
    this.#process = process;
  }

  get({ scope, name }: VariableName): Sample | undefined {
    return scope === 'proc' ? this.#process.get(name) : this.#own?.[scope]?.get(name);
  }

  /** Keeps a copy where the sample could be filled anew. */
  set({ scope, name }: VariableName, sample: Sample): void {
    const kept = sample.type === 'ipv4' || sample.type === 'ipv6' ? copyOf(sample) : sample;
    if (scope === 'proc') {
      this.#process.set(name, kept);
      return;
    }
    this.#own ??= {};
    (this.#own[scope] ??= new Map()).set(name, kept);
  }

  unset({ scope, name }: VariableName): void {
    if (scope === 'proc') this.#process.delete(name);
    else this.#own?.[scope]?.delete(name);
  }

  /** Forgets the variables of these scopes: a transaction ends, a session object is used again. */
  clear(...scopes: VariableScope[]): void {
    if (this.#own === undefined) return;
    for (const scope of scopes) delete this.#own[scope];
  }

  /** Forgets everything but `proc`. */
  reset(): void {
    this.#own = undefined;
  }
}

function copyOf(sample: Extract<Sample, { type: 'ipv4' | 'ipv6' }>): Sample {
  return sample.type === 'ipv4' ? { type: 'ipv4', value: sample.value } : { type: 'ipv6', value: [...sample.value] };
}
