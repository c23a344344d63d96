interface TakenPorts {
  readonly PORTS: Readonly<Record<string, number>>;
  /** @throws Error one line that names the first taken port and what to do. */
  readonly refuseTakenPorts: (settings: Readonly<Record<string, string | number | undefined>>) => Promise<void>;
}

// Plain JavaScript outside src and dist: `npm start` looks whether the ports are free before it builds.
const { PORTS, refuseTakenPorts }: TakenPorts = await import(
  new URL('../bin/refuse-taken-ports.mjs', import.meta.url).href
);

export { refuseTakenPorts };

/** The ports of surfaces.md, all moved by one offset, so that two standalones can run side by side. */
export interface PortPlan {
  readonly http: number;
  readonly consoleOps: number;
  readonly feederOps: number;
  readonly catcherSmtp: number;
  readonly catcherPage: number;
  readonly fakes: Readonly<Record<'control' | 'aliyun' | 'tencent' | 'twilio' | 'ses' | 'mailchimp' | 'wecom', number>>;
  readonly grpc: Readonly<Record<ServiceName, number>>;
  readonly ops: Readonly<Record<ServiceName, number>>;
}

export const SERVICE_NAMES = ['contracts', 'scheduling', 'delivery', 'payments'] as const;
export type ServiceName = (typeof SERVICE_NAMES)[number];

export function portPlan(offset: number, http: number): PortPlan {
  const at = (who: string): number => {
    const port = PORTS[who];
    if (port === undefined) throw new Error(`ports.json has no port for ${who}`);
    return port + offset;
  };
  const ofServices = (kind: string) =>
    Object.fromEntries(SERVICE_NAMES.map((name) => [name, at(`${name} (${kind})`)])) as Record<ServiceName, number>;
  return {
    http: http + offset,
    consoleOps: at('the console (ops)'),
    feederOps: at('the feeder (ops)'),
    catcherSmtp: at('the mail catcher (SMTP)'),
    catcherPage: at('the mail catcher (page)'),
    fakes: {
      control: at('the fake providers (page)'),
      aliyun: at('the fake of Aliyun'),
      tencent: at('the fake of Tencent'),
      twilio: at('the fake of Twilio'),
      ses: at('the fake of SES'),
      mailchimp: at('the fake of Mailchimp'),
      wecom: at('the fake of WeCom'),
    },
    grpc: ofServices('gRPC'),
    ops: ofServices('ops'),
  };
}
