import { DomainError } from './violation.js';

/** What a state machine may do. `ends` are the states without exits. */
export interface Transitions<S extends string> {
  readonly name: string;
  readonly states: readonly S[];
  readonly ends: readonly S[];
  can(from: S, to: S): boolean;
  /**
   * The states that may become `to`: what an update that moves rows to it asks for in its where-clause, as in
   * `where state = any($1::text[])`, so that the table guards the change and not a copy of it in SQL.
   */
  sourcesOf(to: S): readonly S[];
  /** Throws ILLEGAL_TRANSITION, naming the machine and both states. */
  assert(from: S, to: S): void;
}

/** `table` lists the exits of every state. `ends`, when given, must be exactly the states without exits. */
export interface TransitionTable<S extends string> {
  readonly initial: NoInfer<S> | readonly NoInfer<S>[];
  readonly table: Readonly<Record<S, readonly NoInfer<S>[]>>;
  readonly ends?: readonly NoInfer<S>[];
}

/**
 * Checks a table when the module loads and throws BAD_TRANSITIONS with every fault named: an undeclared target or
 * initial state, one listed twice, a state that cannot be reached, ends other than declared.
 */
export function defineTransitions<S extends string>(name: string, definition: TransitionTable<S>): Transitions<S> {
  const exits = new Map(Object.entries<readonly S[]>(definition.table) as [S, readonly S[]][]);
  const states = [...exits.keys()];
  const initial = typeof definition.initial === 'string' ? [definition.initial] : definition.initial;
  const ends = states.filter((state) => exits.get(state)?.length === 0);
  const faults = [
    ...faultsOfList('initial', initial, exits),
    ...states.flatMap((state) => faultsOfList(state, exits.get(state) ?? [], exits)),
    ...unreachable(initial, exits).map((state) => `${state} cannot be reached from ${initial.join(', ')}`),
    ...faultsOfEnds(ends, definition.ends),
  ];
  if (initial.length === 0) faults.push('no initial state');
  if (faults.length > 0) throw new DomainError('BAD_TRANSITIONS', `${name}: ${faults.join('; ')}`);
  const can = (from: S, to: S): boolean => exits.get(from)?.includes(to) ?? false;
  return {
    name,
    states,
    ends,
    can,
    sourcesOf: (to) => states.filter((from) => can(from, to)),
    assert(from, to) {
      if (!can(from, to)) throw new DomainError('ILLEGAL_TRANSITION', `${name}: ${from} → ${to} is not a transition`);
    },
  };
}

function faultsOfList<S extends string>(from: string, targets: readonly S[], exits: ReadonlyMap<S, unknown>): string[] {
  const undeclared = targets.filter((target) => !exits.has(target));
  const doubled = targets.filter((target, index) => targets.indexOf(target) !== index);
  return [
    ...undeclared.map((target) => `${from} → ${target} is not a declared state`),
    ...doubled.map((target) => `${from} → ${target} is listed twice`),
  ];
}

function unreachable<S extends string>(initial: readonly S[], exits: ReadonlyMap<S, readonly S[]>): S[] {
  const reached = new Set<S>(initial);
  for (const state of reached) for (const next of exits.get(state) ?? []) reached.add(next);
  return [...exits.keys()].filter((state) => !reached.has(state));
}

function faultsOfEnds<S extends string>(found: readonly S[], declared: readonly S[] | undefined): string[] {
  if (declared === undefined) return [];
  return [
    ...found
      .filter((state) => !declared.includes(state))
      .map((state) => `${state} has no exits but is not declared an end`),
    ...declared.filter((state) => !found.includes(state)).map((state) => `${state} is declared an end but has exits`),
  ];
}
