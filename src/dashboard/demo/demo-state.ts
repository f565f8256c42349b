import { type DataSource } from 'typeorm';
import { AuditEntry } from '../../users/audit/audit-entry.entity.js';
import { Academy } from '../../users/setup/setup.entity.js';

export const DEMO_ACADEMY = 'Harbour Academy (demo)';
/** The last entry of the demo's making in the audit log. */
export const DEMO_WRITTEN = 'demo.written';

/** Whether the demo data is there. Another academy than the demo's counts as there: its database is left alone. */
export async function demoState(db: DataSource): Promise<'none' | 'there' | 'interrupted'> {
  const academy = await db.getRepository(Academy).findOneBy({ single: true });
  if (!academy) return 'none';
  const finished = await db
    .getRepository(AuditEntry)
    .existsBy({ subjectId: academy.id, action: DEMO_WRITTEN });
  return finished || academy.name !== DEMO_ACADEMY ? 'there' : 'interrupted';
}
