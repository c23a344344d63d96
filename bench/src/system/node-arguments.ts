/** Arguments of node for what is measured, such as --cpu-prof. */
export function extraArguments(): string[] {
  return (process.env['BENCH_NODE_ARGS'] ?? '').split(' ').filter(Boolean);
}
