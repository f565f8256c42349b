import { Client, type ClientConfig, DatabaseError, type QueryConfig, type QueryResultRow } from 'pg';

/**
 * A connection that many share at once: a statement is sent without waiting for the answers to those before it, and
 * PostgreSQL answers in their order (its documentation: Message Flow, Pipelining). Each is a transaction of its own, and
 * one that fails fails alone. That saves a busy process the taking and giving back of connections, and the server most of its
 * going to sleep and waking up: half as much again is answered. But whoever takes long holds up all behind it.
 *
 * It connects when it is first asked, and again when it is asked after the connection broke. Whoever is left without an
 * answer by something that happened to the connection is asked once more on the next, so these are statements that only read.
 */
export class Pipeline {
  private client: Client | null = null;
  private connecting: Promise<Client> | null = null;
  private closed = false;

  /** @param settings `query_timeout` in milliseconds ends the connection, as nothing behind would be answered, either */
  constructor(private readonly settings: ClientConfig) {}

  /**
   * @param query one that only reads: it may be asked twice
   * @throws DatabaseError what the statement fails with, or an Error of the connection
   */
  async run<Row extends QueryResultRow>(query: QueryConfig): Promise<Row[]> {
    const client = this.client ?? (await this.connected());
    try {
      return await this.ask<Row>(client, query);
    } catch (error) {
      if (!endsConnection(error) || tookTooLong(error) || this.closed) throw error;
    }
    return this.ask<Row>(this.client ?? (await this.connected()), query);
  }

  /** When all is answered; from then on it refuses. */
  async close(): Promise<void> {
    this.closed = true;
    const client = this.client ?? (await this.connecting?.catch(() => null));
    await client?.end();
  }

  private async ask<Row extends QueryResultRow>(client: Client, query: QueryConfig): Promise<Row[]> {
    try {
      return (await client.query<Row>(query)).rows;
    } catch (error) {
      if (endsConnection(error)) this.leave(client);
      throw error;
    }
  }

  private connected(): Promise<Client> {
    if (this.closed) throw new Error('The connection was closed.');
    this.connecting ??= this.connect().finally(() => {
      this.connecting = null;
    });
    return this.connecting;
  }

  private async connect(): Promise<Client> {
    const client = new Client({ ...this.settings, pipeline: true });
    // Whoever waits for an answer is told by its own promise.
    client.on('error', () => {
      this.leave(client);
    });
    client.on('end', () => {
      this.leave(client);
    });
    try {
      await client.connect();
    } catch (error) {
      // Where we gave up, the server does not yet know.
      void client.end();
      throw error;
    }
    this.client = client;
    return client;
  }

  /** Nobody asks it any more; those that it can still answer are answered. */
  private leave(client: Client): void {
    if (this.client !== client) return;
    this.client = null;
    void client.end();
  }
}

/** Whoever asks next needs another connection, and should not have to find that out. */
function endsConnection(error: unknown): boolean {
  return !(error instanceof DatabaseError) || lasting.test(error.code ?? '');
}

/** Its own fault, and not that of one ahead of it. `pg` gives this error no code. */
const tookTooLong = (error: unknown) => error instanceof Error && error.message === 'Query read timeout';

/**
 * Appendix A of PostgreSQL's documentation: of the class “operator intervention” 57P01 and those that follow; and what a
 * connection would go on to say of a statement that it prepared before a table changed (0A000), or failed to (26000).
 */
const lasting = /^(?:57P|0A000$|26000$)/;
