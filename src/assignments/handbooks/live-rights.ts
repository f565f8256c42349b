import { Injectable } from '@nestjs/common';
import { type IncomingMessage } from 'node:http';
import { DomainError } from '../../platform/errors/domain-errors.js';
import { SocketSessions } from '../../users/sessions/socket-sessions.js';
import { type LiveAccess, type LiveRight } from '../live/live.types.js';
import { Handbooks } from './handbooks.service.js';

/** The same rights at the socket as on the page. */
@Injectable()
export class LiveRights implements LiveAccess {
  constructor(
    private readonly sessions: SocketSessions,
    private readonly handbooks: Handbooks,
  ) {}

  async authorise(request: IncomingMessage, handbookId: string): Promise<LiveRight | 'signed-out' | null> {
    const viewer = await this.sessions.viewer(request);
    if (!viewer) return 'signed-out';
    try {
      const handbook = await this.handbooks.forAuthor(viewer, handbookId);
      const sections = await this.handbooks.sections(handbook.templateId);
      return {
        userId: viewer.id,
        name: viewer.name,
        writableUntil: handbook.writableUntil,
        sections: sections.map(({ key }) => key),
      };
    } catch (error) {
      if (error instanceof DomainError) return null;
      throw error;
    }
  }
}
