import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { Client } from 'pg';
import { DataSource } from 'typeorm';
import { connectionOf } from '../database/connection.js';

/** Gets the payload, or null when the connection had been lost: anything may have changed in the meantime. */
export type NotificationHandler = (payload: string | null) => void;

const RECONNECT_MS = 500;

/**
 * What one process tells all others through PostgreSQL's LISTEN and NOTIFY, on one connection of its own. A
 * notification is sent with the commit, so a handler that reads again sees the change.
 */
@Injectable()
export class Notifications implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly log = new Logger('Notifications');
  private readonly handlers = new Map<string, NotificationHandler[]>();
  private client: Client | null = null;
  private retry: NodeJS.Timeout | null = null;
  private closed = false;

  constructor(private readonly db: DataSource) {}

  /** To be called in `onModuleInit`. `channel` is a plain lower-case name, e.g. `handbook_rights`. */
  listen(channel: string, handler: NotificationHandler): void {
    this.handlers.set(channel, [...(this.handlers.get(channel) ?? []), handler]);
  }

  async onApplicationBootstrap(): Promise<void> {
    if (this.handlers.size > 0) await this.connect();
  }

  async onApplicationShutdown(): Promise<void> {
    this.closed = true;
    if (this.retry) clearTimeout(this.retry);
    await this.client?.end();
  }

  private async connect(): Promise<void> {
    const client = new Client({
      ...connectionOf(this.db),
      application_name: 'capstone notifications',
      keepAlive: true,
    });
    client.on('notification', ({ channel, payload }) => {
      this.tell(channel, payload ?? '');
    });
    client.on('error', (error) => {
      this.lost(client, error);
    });
    client.on('end', () => {
      this.lost(client, null);
    });
    await client.connect();
    for (const channel of this.handlers.keys())
      await client.query(`LISTEN ${client.escapeIdentifier(channel)}`);
    this.client = client;
  }

  private lost(client: Client, error: Error | null): void {
    if (this.closed || this.client !== client) return;
    this.client = null;
    this.log.warn(
      `The connection for notifications was lost${error ? `: ${error.message}` : ''}; reconnecting`,
    );
    this.scheduleReconnect();
  }

  private scheduleReconnect(): void {
    this.retry = setTimeout(() => {
      this.connect().then(
        () => {
          for (const channel of this.handlers.keys()) this.tell(channel, null);
        },
        () => {
          if (!this.closed) this.scheduleReconnect();
        },
      );
    }, RECONNECT_MS);
  }

  private tell(channel: string, payload: string | null): void {
    for (const handler of this.handlers.get(channel) ?? []) handler(payload);
  }
}
