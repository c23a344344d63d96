/** Text of others that PostgreSQL takes, whatever it holds: without NUL, and cut where it is longer than `most`. */
export function storableText(text: string, most = 1_000): string {
  const plain = text.replaceAll('\0', '\uFFFD');
  return plain.length <= most ? plain : `${plain.slice(0, most)}… (${plain.length} characters)`;
}
