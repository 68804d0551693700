/** Character codes that the scanner looks for. */
export const LF = 10;
export const SPACE = 32;
export const TAB = 9;
export const COLON = 58;
export const DASH = 45;
export const HASH = 35;
export const QUESTION = 63;

/** True for a blank or a tab. */
export function isBlank(code: number): boolean {
  return code === SPACE || code === TAB;
}

/** Text that no resolver takes for anything else, by its first letter alone. */
export function isPlainWord(text: string): boolean {
  const first = text.charCodeAt(0);
  if (text.length > 5) return !((first >= 43 && first <= 57) || text.length === 0);
  // Short words may be booleans or null: those begin with one of yYnNtTfFoO~ or are empty.
  return (
    first > 57 &&
    first !== 121 &&
    first !== 89 &&
    first !== 110 &&
    first !== 78 &&
    first !== 116 &&
    first !== 84 &&
    first !== 102 &&
    first !== 70 &&
    first !== 111 &&
    first !== 79 &&
    first !== 126
  );
}

/** True for a character that begins no plain scalar. */
export function cannotStartPlain(code: number): boolean {
  switch (code) {
    case 44:
    case 91:
    case 93:
    case 123:
    case 125:
    case 35:
    case 38:
    case 42:
    case 33:
    case 124:
    case 62:
    case 39:
    case 34:
    case 37:
    case 64:
    case 96:
    case TAB:
      return true;
    default:
      return Number.isNaN(code);
  }
}

/** 2: may begin a simple key or value; 1: may stand inside one; 0: neither. */
export const keyCharacters = new Uint8Array(128);
for (const char of "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_/0123456789")
  keyCharacters[char.charCodeAt(0)] = 2;
for (const char of "-.") keyCharacters[char.charCodeAt(0)] = 1;
