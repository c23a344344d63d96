/**
 * Runs the official SDKs of mail against the fakes, as record.cjs has them installed, and sns-validator over what the
 * fake of SNS posts. By hand:
 *
 *   npm run build && cd <folder of the SDKs> && npm install sns-validator@0.3.5
 *   cp <repository>/tools/fake-providers/record/check-mail.cjs . && node check-mail.cjs <repository>
 *
 * Last run 2026-11-30 with the versions that record.cjs names: all taken, throttled and refused as they should be, both
 * versions of signatures valid.
 */
const https = require('node:https');
const { Readable } = require('node:stream');
(async () => {
  const dist = `${process.argv[2]}/tools/fake-providers/dist`;
  const { startFakeProviders } = await import(`${dist}/start-fake-providers.js`);
  const { FakeSns } = await import(`${dist}/fake-sns.js`);
  const { FAKE_SNS_CERTIFICATE } = await import(`${dist}/fake-sns-certificate.js`);
  const topic = { arn: 'arn:aws:sns:eu-central-1:123456789012:renewals', url: 'http://127.0.0.1:9/webhooks/s' };
  const fakes = await startFakeProviders({
    ses: {
      accessKeyId: 'AKIA',
      secretAccessKey: 'secret',
      region: 'eu-central-1',
      senders: ['renew.example'],
      configurationSets: [],
      topic,
    },
    mailchimp: { apiKey: 'key', webhookKey: 'hook', domains: ['renew.example'], callbackUrl: topic.url },
  });
  const { SESv2Client, SendEmailCommand } = require('@aws-sdk/client-sesv2');
  const ses = new SESv2Client({
    region: 'eu-central-1',
    endpoint: fakes.providers['mail-ses'].url,
    credentials: { accessKeyId: 'AKIA', secretAccessKey: 'secret' },
    maxAttempts: 1,
  });
  const mail = (from) => ({
    Destination: { ToAddresses: ['ada@customer.example'] },
    Content: { Raw: { Data: Buffer.from(`From: ${from}\r\nSubject: Hi\r\n\r\nHi`) } },
  });
  const sent = async (from) => {
    try {
      return (await ses.send(new SendEmailCommand(mail(from)))).MessageId.length > 0 ? 'taken' : 'no id';
    } catch (error) {
      return `${error.name} ${error.$metadata.httpStatusCode}`;
    }
  };
  console.log('SES SDK', await sent('a@renew.example'), '|', await sent('a@other.example'));
  await fakes.providers['mail-ses'].break({ how: 'throttle' });
  console.log('SES SDK throttled', await sent('a@renew.example'));
  await fakes.providers['mail-ses'].break({ how: 'code', code: 'SendingPausedException' });
  console.log('SES SDK paused', await sent('a@renew.example'));

  const mailchimp = require('@mailchimp/mailchimp_transactional')('key');
  mailchimp.basePath = `${fakes.providers['mail-mailchimp'].url}/api/1.3`;
  const told = async (email) => {
    const answer = await mailchimp.messages.send({
      message: { from_email: 'a@renew.example', to: [{ email }], subject: 'Hi', text: 'Hi' },
    });
    // A failed call is a value too.
    return Array.isArray(answer) ? `${answer[0].status} ${answer[0].reject_reason}` : answer.response.data.name;
  };
  console.log('Mailchimp SDK', await told('ada@customer.example'), '|', await told('rule@test.mandrillapp.com'));
  await fakes.providers['mail-mailchimp'].break({ how: 'code', code: 'PaymentRequired' });
  console.log('Mailchimp SDK unpaid', await told('ada@customer.example'));

  https.get = (_url, done) => {
    done(Object.assign(Readable.from([FAKE_SNS_CERTIFICATE]), { statusCode: 200 }));
    return { on: () => undefined };
  };
  const Validator = require('sns-validator');
  for (const version of ['1', '2']) {
    const sns = new FakeSns(topic, version);
    for (const posted of [sns.notification({ eventType: 'Delivery' }, Date.now()), sns.confirmation(Date.now())])
      await new Promise((resolve) =>
        new Validator().validate(JSON.parse(posted.body), (error, message) => {
          console.log('sns-validator, version', version, message?.Type ?? error.message);
          resolve();
        }),
      );
  }
  await fakes.stop();
})();
