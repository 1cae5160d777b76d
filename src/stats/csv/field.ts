/**
 * What `typed` and `json` say of a value besides the value: where it comes from, what it is, whom it is about, its type.
 * Source: management.txt, section 9.2.
 */
const origins = { M: 'Metric', S: 'Status', K: 'Key', C: 'Config', P: 'Product' } as const;
const natures = {
  a: 'Avg',
  A: 'Age',
  C: 'Counter',
  D: 'Duration',
  G: 'Gauge',
  L: 'Limit',
  M: 'Max',
  N: 'Name',
  O: 'Output',
  R: 'Rate',
} as const;
const scopes = { P: 'Process', S: 'Service' } as const;

/** A letter each for origin, nature and scope. */
export type Tags = `${keyof typeof origins}${keyof typeof natures}${keyof typeof scopes}`;
export type FieldType = 'str' | 'u32' | 's32' | 'u64' | 'flt';

export interface Field {
  name: string;
  /** Its number in the list of all of its kind; scripts know it by that. */
  position: number;
  tags: Tags;
  type: FieldType;
  value: string | number;
}

/** `name.1:tags:type:value`; the 1 is the number of the process. */
export function typedText({ name, tags, type, value }: Field): string {
  return `${name}.1:${tags}:${type}:${value}`;
}

/** The keys of HAProxy's schema, in its order. */
export function jsonField({ name, position, tags, type, value }: Field): object {
  const [origin, nature, scope] = tags as unknown as [keyof typeof origins, keyof typeof natures, keyof typeof scopes];
  return {
    field: { pos: position, name },
    processNum: 1,
    tags: { origin: origins[origin], nature: natures[nature], scope: scopes[scope] },
    value: { type, value },
  };
}
