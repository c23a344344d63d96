import { idBefore } from './contracts.client.js';

test.each([
  ['6801d549-01bd-519a-809b-131131083187', '6801d549-01bd-519a-809b-131131083186'],
  ['00000001-0000-0000-0000-000000000000', '00000000-ffff-ffff-ffff-ffffffffffff'],
])('a page behind the id before %s begins with it', (id, before) => expect(idBefore(id)).toBe(before));
