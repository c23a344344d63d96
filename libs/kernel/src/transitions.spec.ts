import { defineTransitions } from './transitions.js';

describe('transitions', () => {
  const door = defineTransitions('Door', {
    initial: 'CLOSED',
    table: { CLOSED: ['OPEN', 'WALLED'], OPEN: ['CLOSED'], WALLED: [] },
    ends: ['WALLED'],
  });

  it('knows states, ends and moves', () => {
    expect(door.states).toEqual(['CLOSED', 'OPEN', 'WALLED']);
    expect(door.ends).toEqual(['WALLED']);
    expect(door.can('CLOSED', 'OPEN')).toBe(true);
    expect(door.can('OPEN', 'WALLED')).toBe(false);
    expect(() => door.assert('CLOSED', 'WALLED')).not.toThrow();
    expect(() => door.assert('WALLED', 'OPEN')).toThrow(
      expect.objectContaining({ code: 'ILLEGAL_TRANSITION', message: 'Door: WALLED → OPEN is not a transition' }),
    );
  });

  it.each([
    ['an unreachable state', { initial: 'A', table: { A: ['B'], B: [], C: ['A'] } }, 'C cannot be reached from A'],
    ['an island', { initial: 'A', table: { A: [], B: ['C'], C: ['B'] } }, 'B cannot be reached from A; X: C'],
    ['an undeclared target', { initial: 'A', table: { A: ['Z'] } }, 'A → Z is not a declared state'],
    ['an undeclared initial state', { initial: 'Z', table: { A: [] } }, 'initial → Z is not a declared state'],
    ['an inherited name', { initial: 'A', table: { A: ['toString'] } }, 'A → toString is not a declared state'],
    ['a doubled target', { initial: 'A', table: { A: ['B', 'B'], B: [] } }, 'A → B is listed twice'],
    ['a doubled initial state', { initial: ['A', 'A'], table: { A: [] } }, 'initial → A is listed twice'],
    ['no initial state', { initial: [], table: { A: [] } }, 'no initial state'],
    [
      'a dead end nobody declared',
      { initial: 'A', table: { A: ['B'], B: [] }, ends: [] },
      'B has no exits but is not declared an end',
    ],
    [
      'an end with exits',
      { initial: 'A', table: { A: ['B'], B: ['A'] }, ends: ['B'] },
      'B is declared an end but has exits',
    ],
  ])('refuses %s at load', (_, definition, message) => {
    const load = (): unknown =>
      defineTransitions<string>('X', definition as { initial: string; table: Record<string, string[]> });
    expect(load).toThrow(
      expect.objectContaining({
        code: 'BAD_TRANSITIONS',
        message: expect.stringContaining(message.replace('X: ', '')),
      }),
    );
  });

  it('reports every fault at once', () => {
    expect(() => defineTransitions<string>('X', { initial: 'A', table: { A: ['Y'], B: ['Z'] } })).toThrow(
      /A → Y.*B → Z.*B cannot be reached/,
    );
  });

  it('names the states from which a state can be reached in one step', () => {
    const door = defineTransitions('Door', {
      initial: 'OPEN',
      table: { OPEN: ['SHUT'], SHUT: ['OPEN', 'LOCKED'], LOCKED: ['SHUT'] },
    });
    expect(door.sourcesOf('SHUT')).toEqual(['OPEN', 'LOCKED']);
    expect(door.sourcesOf('LOCKED')).toEqual(['SHUT']);
  });

  it('accepts several initial states and machines without an end', () => {
    expect(defineTransitions('Loop', { initial: ['A', 'B'], table: { A: ['A'], B: ['A'] } }).ends).toEqual([]);
  });
});
