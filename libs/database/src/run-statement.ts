import type { ClientBase, QueryResult, Submittable } from 'pg';
import { arrayText } from './array-text.js';
import { PreparedQuery } from './prepared-query.js';
import { sentTogether } from './sent-together.js';
import type { Answers, Connection } from './sql.js';
import { statementName } from './statement-name.js';

/** Counts what was sent to the server; the bench divides it by reminders. */
export interface Statements {
  count: number;
}

export interface StatementResult {
  readonly rows: unknown[];
  readonly rowCount: number;
}

/** Sends one statement on a connection: prepared under its text's name when there are values, as is otherwise. */
export async function runStatement(
  client: ClientBase,
  statements: Statements,
  text: string,
  values?: readonly unknown[],
): Promise<StatementResult> {
  statements.count += 1;
  sentTogether(client);
  const result: QueryResult | QueryResult[] =
    values === undefined ? await client.query(text) : await prepared(client, text, values.map(parameter));
  const last = Array.isArray(result) ? result[result.length - 1] : result;
  return { rows: last?.rows ?? [], rowCount: last?.rowCount ?? 0 };
}

async function prepared(client: ClientBase, text: string, values: readonly unknown[]): Promise<QueryResult> {
  try {
    return await new Promise<QueryResult>((resolve, reject) => {
      const query = new PreparedQuery(statementName(text), text, values, (error, result) =>
        result ? resolve(result) : reject(error as Error),
      );
      client.query(query as unknown as Submittable);
    });
  } catch (error) {
    // Its stack is that of the socket; what leads to the caller helps more.
    if (error instanceof Error) Error.captureStackTrace(error);
    throw error;
  }
}

/** Autocommit statements on one connection. */
export function sqlOn(client: ClientBase, statements: Statements): Connection {
  return {
    query: async <R>(text: string, values?: readonly unknown[]) =>
      (await runStatement(client, statements, text, values)).rows as R[],
    execute: async (text, values) => (await runStatement(client, statements, text, values)).rowCount,
    pipeline: <const T extends readonly unknown[]>(issued: T) => Promise.all(issued) as Promise<Answers<T>>,
  };
}

function parameter(value: unknown): unknown {
  return Array.isArray(value) ? (arrayText(value) ?? value) : value;
}
