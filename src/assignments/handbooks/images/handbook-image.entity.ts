import { Check, Column, Entity, Index, ManyToOne, PrimaryGeneratedColumn, Unique } from 'typeorm';
import { User } from '../../../users/user.entity.js';
import { Handbook } from '../handbook.entity.js';

/** A picture of a handbook, made anew by the server. Frozen texts name it by id and digest. */
@Entity('handbook_images')
@Unique(['handbookId', 'digest'])
@Check('ck_handbook_images_type', `type IN ('image/png', 'image/webp')`)
export class HandbookImage {
  @PrimaryGeneratedColumn('uuid') id!: string;
  @Column('uuid') handbookId!: string;
  @ManyToOne(() => Handbook) handbook!: Handbook;
  @Index() @Column('uuid') personId!: string;
  @ManyToOne(() => User) person!: User;
  /** SHA-256 of the file, hexadecimal. */
  @Column('text', { nullable: true }) digest!: string | null;
  @Column('text', { nullable: true }) fileKey!: string | null;
  @Column('text') type!: 'image/png' | 'image/webp';
  @Column('integer') bytes!: number;
  /** Pixels. */
  @Column('integer') width!: number;
  @Column('integer') height!: number;
  @Column('timestamptz') createdAt!: Date;
  @Column('timestamptz', { nullable: true }) erasedAt!: Date | null;
}
