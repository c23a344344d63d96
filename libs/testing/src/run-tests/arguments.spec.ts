const { parseArguments } = await import(new URL('../../bin/run-tests/arguments.mjs', import.meta.url).href);

describe('arguments of npm test', () => {
  it('runs everything without any', () => {
    expect(parseArguments([])).toEqual({ phases: ['lint', 'types', 'unit', 'int', 'e2e'], patterns: [] });
  });

  it('takes phases, alone or several', () => {
    expect(parseArguments(['--only', 'int'])).toEqual({ phases: ['int'], patterns: [] });
    expect(parseArguments(['--only=int,unit'])).toEqual({ phases: ['unit', 'int'], patterns: [] });
  });

  it('takes path patterns, which leave out lint and types', () => {
    expect(parseArguments(['libs/kernel'])).toEqual({ phases: ['unit', 'int', 'e2e'], patterns: ['libs/kernel'] });
    expect(parseArguments(['libs/kernel', '--only', 'unit'])).toEqual({ phases: ['unit'], patterns: ['libs/kernel'] });
  });

  it.each([[['--only', 'units']], [['--only']], [['--watch']]])('refuses %j', (args) => {
    expect(() => parseArguments(args)).toThrow(/only/);
  });
});
