/**
 * Runs the official SDKs against the fakes, as record.cjs has them installed: each sends a message, is told to slow
 * down or refused, and twilio's validateRequest reads the callback. By hand, since the SDKs are no dependencies:
 *
 *   npm run build && cd <folder of the SDKs>
 *   cp <repository>/tools/fake-providers/record/check.cjs . && node check.cjs <repository>
 *
 * Last run 2026-11-30 with the versions that record.cjs names: all taken, throttled and refused as they should be, the
 * callback valid.
 */
(async () => {
  const { startFakeProviders } = await import(`${process.argv[2]}/tools/fake-providers/dist/start-fake-providers.js`);
  const http = require('node:http');
  const twilio = require('twilio');
  let ok;
  const hook = http.createServer((q, r) => {
    let b = '';
    q.on('data', (c) => (b += c)).on('end', () => {
      const url = `http://127.0.0.1:${hook.address().port}${q.url}`;
      ok = twilio.validateRequest(
        'token',
        q.headers['x-twilio-signature'],
        url,
        Object.fromEntries(new URLSearchParams(b)),
      );
      r.end();
    });
  });
  await new Promise((r) => hook.listen(0, '127.0.0.1', r));
  const sid = 'AC' + 'a'.repeat(32);
  const f = await startFakeProviders({
    aliyun: { accessKeyId: 'id', accessKeySecret: 'sec', signNames: ['测试'], templates: { SMS_1: `\${a}` } },
    tencent: { secretId: 'id', secretKey: 'key', sdkAppId: '1400', signNames: ['测试'], templates: { 1: '{1}' } },
    twilio: { accountSid: sid, authToken: 'token', senders: ['+15005550006'] },
  });
  const host = (n) => f.providers[n].url.replace('http://', '');
  const D = require('@alicloud/dysmsapi20170525');
  const { Config } = require('@alicloud/openapi-core').$OpenApiUtil;
  const c = new D.default(
    new Config({ accessKeyId: 'id', accessKeySecret: 'sec', endpoint: host('sms-aliyun'), protocol: 'http' }),
  );
  console.log(
    'aliyun SDK send',
    (
      await c.sendSms(
        new D.SendSmsRequest({
          phoneNumbers: '13800138000',
          signName: '测试',
          templateCode: 'SMS_1',
          templateParam: JSON.stringify({ a: "x (y)! '*'" }),
          outId: 'k.1',
        }),
      )
    ).body.code,
  );
  const day = new Date(Date.now() + 8 * 3600e3).toISOString().slice(0, 10).replaceAll('-', '');
  const q = (
    await c.querySendDetails(
      new D.QuerySendDetailsRequest({ phoneNumber: '13800138000', sendDate: day, pageSize: 50, currentPage: 1 }),
    )
  ).body;
  console.log(
    'aliyun SDK query',
    q.code,
    q.smsSendDetailDTOs.smsSendDetailDTO.map((x) => x.outId),
  );
  await f.providers['sms-aliyun'].break({ how: 'throttle', retryAfterMs: 1500 });
  try {
    await c.sendSms(
      new D.SendSmsRequest({
        phoneNumbers: '13800138000',
        signName: '测试',
        templateCode: 'SMS_1',
        templateParam: '{"a":"x"}',
      }),
    );
  } catch (e) {
    console.log('aliyun SDK throttled', e.name, e.code, e.retryAfter);
  }
  const T = require('tencentcloud-sdk-nodejs-sms').sms.v20210111.Client;
  const t = new T({
    credential: { secretId: 'id', secretKey: 'key' },
    region: 'ap-guangzhou',
    profile: { httpProfile: { endpoint: host('sms-tencent'), protocol: 'http://' } },
  });
  console.log(
    'tencent SDK',
    (
      await t.SendSms({
        PhoneNumberSet: ['+8613800138000'],
        SmsSdkAppId: '1400',
        TemplateId: '1',
        SignName: '测试',
        TemplateParamSet: ['值'],
        SessionContext: 'k',
      })
    ).SendStatusSet[0].Code,
  );
  await f.providers['sms-tencent'].break({ how: 'throttle' });
  try {
    await t.SendSms({
      PhoneNumberSet: ['+8613800138000'],
      SmsSdkAppId: '1400',
      TemplateId: '1',
      SignName: '测试',
      TemplateParamSet: ['值'],
    });
  } catch (e) {
    console.log('tencent SDK throttled', e.code);
  }
  const RC = require('twilio/lib/base/RequestClient');
  const rc = new (RC.default || RC)();
  const o = rc.request.bind(rc);
  rc.request = (x) => o({ ...x, uri: x.uri.replace('https://api.twilio.com', f.providers['sms-twilio'].url) });
  const w = twilio(sid, 'token', { httpClient: rc });
  console.log(
    'twilio SDK',
    (
      await w.messages.create({
        to: '+447700900123',
        from: '+15005550006',
        body: 'Hi',
        statusCallback: `http://127.0.0.1:${hook.address().port}/webhooks/sms-twilio?key=k.1`,
      })
    ).status,
  );
  await new Promise((r) => setTimeout(r, 300));
  console.log("twilio validateRequest of the fake's callback", ok);
  try {
    await w.messages.create({ to: '+15005550001', from: '+15005550006', body: 'Hi' });
  } catch (e) {
    console.log('twilio SDK refused', e.code, e.status);
  }
  await f.stop();
  hook.closeAllConnections();
  hook.close();
})();
