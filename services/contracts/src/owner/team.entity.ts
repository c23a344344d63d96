import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity('team')
export class TeamEntity {
  @PrimaryColumn('uuid', { name: 'team_id' }) id: string;
  @Column('text') name: string;
}
