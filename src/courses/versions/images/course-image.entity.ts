import { Check, Column, Entity, PrimaryGeneratedColumn, Unique } from 'typeorm';

/** A picture of lessons. Its file lies under its digest, so it never changes. */
@Entity('course_images')
@Unique(['digest'])
@Check('ck_course_images_type', `type IN ('image/svg+xml', 'image/png', 'image/webp')`)
export class CourseImage {
  @PrimaryGeneratedColumn('uuid') id!: string;
  /** SHA-256 of the file, hexadecimal. */
  @Column('text') digest!: string;
  @Column('text') type!: ImageType;
  @Column('integer') bytes!: number;
  @Column('timestamptz') createdAt!: Date;
}

export type ImageType = 'image/svg+xml' | 'image/png' | 'image/webp';
