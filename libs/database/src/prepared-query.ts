import pg from 'pg';

/** Of the driver what its types leave out. */
type WireConnection = Record<string, unknown>;
interface Inside {
  name: string;
  values: readonly unknown[];
  callback: (error: unknown, result?: pg.QueryResult) => void;
  _result: RowForm & { rows: unknown[]; parseRow(fields: readonly unknown[]): unknown };
  _canceledDueToError: unknown;
  prepare(connection: WireConnection): void;
  handleRowDescription(message: unknown): void;
  handleCommandComplete(message: unknown, connection: WireConnection): void;
}

/** How the rows of a statement are read: made from the server's description of its columns. */
interface RowForm {
  fields: readonly unknown[];
  _parsers: readonly unknown[] | undefined;
  _prebuiltEmptyResultObject: unknown;
}

/** By connection and name of the statement: as long as a statement is prepared, its columns stay what they are. */
const known = new WeakMap<WireConnection, Map<string, RowForm>>();
/** Connections as they look to a query that asks for no description. */
const quiet = new WeakMap<WireConnection, WireConnection>();

const Driver = pg.Query as unknown as new (text: string) => Inside;

/**
 * A prepared statement whose columns the server describes once a connection. The driver asks for the description at
 * each execution and makes parsers and a row from it, which for short statements costs more than their rows. After a
 * change of the columns the server refuses the statement (0A000), and its connection is given up.
 */
export class PreparedQuery extends Driver {
  #connection: WireConnection | undefined;
  #described = false;

  constructor(
    name: string,
    text: string,
    values: readonly unknown[],
    callback: (error: unknown, result?: pg.QueryResult) => void,
  ) {
    super(text);
    this.name = name;
    this.values = values;
    this.callback = callback;
  }

  override prepare(connection: WireConnection): void {
    this.#connection = connection;
    const form = known.get(connection)?.get(this.name);
    if (!form) return super.prepare(connection);
    this.#described = true;
    Object.assign(this._result, form);
    super.prepare(undescribed(connection));
  }

  override handleRowDescription(message: unknown): void {
    this.#described = true;
    super.handleRowDescription(message);
    this.#keep();
  }

  /** Without the driver's event for each row. */
  handleDataRow(message: { readonly fields: readonly unknown[] }): void {
    if (this._canceledDueToError) return;
    try {
      this._result.rows.push(this._result.parseRow(message.fields));
    } catch (error) {
      this._canceledDueToError = error;
    }
  }

  override handleCommandComplete(message: unknown, connection: WireConnection): void {
    super.handleCommandComplete(message, connection);
    // It returns nothing, and the server had nothing to describe.
    if (!this.#described) this.#keep();
  }

  #keep(): void {
    if (!this.#connection) return;
    const forms = known.get(this.#connection) ?? new Map<string, RowForm>();
    known.set(this.#connection, forms);
    const { fields, _parsers, _prebuiltEmptyResultObject } = this._result;
    forms.set(this.name, { fields, _parsers, _prebuiltEmptyResultObject });
  }
}

function undescribed(connection: WireConnection): WireConnection {
  let view = quiet.get(connection);
  if (!view) {
    view = Object.create(connection, { describe: { value: () => undefined } }) as WireConnection;
    quiet.set(connection, view);
  }
  return view;
}
