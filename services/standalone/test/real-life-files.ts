import { WORKBOOK, workbook } from '@perennial/testing/file/workbook';
import { company, type RealLifeScene } from './real-life-scene.js';

/** A file with an annual contract of a customer of the same id. */
const contractFile = (id: string, amount: string): string =>
  'source_id,customer,product,product_type,period_months,original_start,amount,currency,status\n' +
  `${id},${id},File ${id},subscription,12,2023-08-01,${amount},EUR,active\n`;

/** Files as people send them: encodings, a broken quote, a correction, a workbook, one on hold. */
export async function sendFiles(system: RealLifeScene): Promise<void> {
  const names = Buffer.concat([
    Buffer.from('source_id,name,country,since,zone\r\nK01,'),
    Buffer.from('bbaaceaabfc6bcbc', 'hex'),
    Buffer.from(',CN,2023-01-01,Asia/Shanghai\r\n'),
  ]);
  await system.importFile('customers', names);
  const utf16 = '\uFEFFsource_id,name,country,since,zone\r\nK01u,华为科技,CN,2023-01-01,Asia/Shanghai\r\n';
  await system.importFile('customers', Buffer.from(utf16, 'utf16le'));
  await system.importFile(
    'customers',
    'source_id,name,country,since,zone\nA1,Good One,DE,2023-01-01,\nA2,Pizza 12" GmbH,DE,2023-01-01,\nA3,Good Two,DE,2023-01-01,\n',
  );
  await system.importFile('customers', 'source_id,name,country,since,zone\nK03,K03,DE,2023-01-01,\n');
  await system.importFile('contracts', contractFile('K03', '1200.00'));
  await system.importFile('contracts', contractFile('K03', '1400.00'));
  const sheet = [
    ['source_id', 'name', 'country', 'since'],
    ['X1', 'Köhler & Söhne', 'DE', { date: 45_108 }],
  ];
  await system.importFile('customers', workbook({ Kunden: sheet }), { type: WORKBOOK });
  await system.take(...company('HELD'), ...company('TOLD'));
  await system.importFile('contracts', contractFile('HELD', '1.00'), { query: '&holdUntil=2024-08-31' });
  await system.importFile('contracts', contractFile('TOLD', '1.00'));
}
