import { Client, type ClientConfig, DatabaseError, type QueryConfig, type QueryResultRow } from 'pg';

/**
 * A connection that many share at once: a statement is sent without waiting for the answers to those before it, and
 * PostgreSQL answers in their order (its documentation: Message Flow, Pipelining). Each is a transaction of its own, and
 * one that fails fails alone, unless it could not be prepared: those of its name behind it then fail, too. That saves a busy
 * process the taking and giving back of connections, and the server most of its going to sleep and waking up: half as much
 * again is answered. But whoever takes long holds up all behind it.
 *
 * It connects when it is first asked, and again when it is asked after the connection broke.
 */
export class Pipeline {
  private client: Client | null = null;
  private connecting: Promise<Client> | null = null;
  private closed = false;

  /** @param settings `query_timeout` in milliseconds ends the connection, as nothing behind would be answered, either */
  constructor(private readonly settings: ClientConfig) {}

  /** @throws DatabaseError what the statement fails with, or an Error of the connection */
  async run<Row extends QueryResultRow>(query: QueryConfig): Promise<Row[]> {
    const client = this.client ?? (await this.connected());
    try {
      return (await client.query<Row>(query)).rows;
    } catch (error) {
      if (endsConnection(error)) this.leave(client);
      throw error;
    }
  }

  /** When all is answered; from then on it refuses. */
  async close(): Promise<void> {
    this.closed = true;
    const client = this.client ?? (await this.connecting?.catch(() => null));
    await client?.end();
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

/**
 * Appendix A of PostgreSQL's documentation: of the class “operator intervention” 57P01 and those that follow; and what a
 * connection would go on to say of a statement that it prepared before a table changed (0A000), or failed to (26000).
 */
const lasting = /^(?:57P|0A000$|26000$)/;
