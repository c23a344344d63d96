/**
 * Callbacks as @wecom/crypto 1.0.1 seals and signs them, with test credentials. Recorded by record/record.cjs, which
 * says how to record them anew.
 */
export interface GoldenCallback {
  readonly message: string;
  readonly encrypt: string;
  readonly signature: string;
}

/** What they were made with; the random bytes before the text were `0123456789abcdef`. */
export const GOLDEN_WECOM = {
  token: 'token-of-wecom',
  aesKey: 'jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C',
  corpId: 'wwcorp',
  timestamp: '1764499000',
  nonce: '1597212914',
} as const;

export const WECOM_ECHO: GoldenCallback = {
  message: '5927782489442352469',
  encrypt: 'sKqRbbiSUnDhFHOvPjtUMYguiPf6drkqceuHPwGP2gB1f6qkkrYl7D0B5vwTpfYemTJdiVQW/pt2+vTJSP/ysQ==',
  signature: '4a52483aae284752ffd99a22937373e5a593a948',
};

export const WECOM_EVENT: GoldenCallback = {
  message:
    '<xml><ToUserName><![CDATA[wwcorp]]></ToUserName><FromUserName><![CDATA[zhangsan]]></FromUserName><CreateTime>1764499000</CreateTime><MsgType><![CDATA[text]]></MsgType><Content><![CDATA[好的]]></Content><MsgId>1234567890123456</MsgId><AgentID>1000002</AgentID></xml>',
  encrypt:
    'sKqRbbiSUnDhFHOvPjtUMZnanr4gppcgsv3Fa4NSPlHYo008TIdkXBmezp1EfkeRPq8rUCeQ1usRAvgHBDLwsCP/3mlDxsnIuxj9yxzMmZc0tDYgg3otnEauSdSD8YQxI1CUQIwxG8RUML/mUqGAdsB1vK+7nzR9wlmEaP0BxOBLhpPJSo9HAwGOQVdw45GTRJbsKdLtI0+GxE1IkcHyAR94uZFJnENOunTb5SN6sNxIl41x5CCI3bqeRKOW9mDg0tcJmAN3rWI6Rz//OZxU7w+6CWujFC3qBvW1GtIGOBDgt5SXYDU3NXrBUCcNe1YGcDOsIJt5hYHT3AFXDp8umXTtedCbsVSVeQY7j4B8YBGd4URzOb6J5XLP3pkh0gISpRgmRQPX6VsMguYswDgvX5vWCLVfnjgxW3T2oNotnVU=',
  signature: '2a8379cde3ec4dac161cad69b9f3e3d5f59cd5fb',
};
