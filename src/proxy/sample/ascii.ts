/** Letters of ASCII; all other bytes stay as they are. */
export const lower = (value: string): string => value.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
export const upper = (value: string): string => value.replace(/[a-z]+/g, (letters) => letters.toUpperCase());
