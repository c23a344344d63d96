/**
 * Programs that fetch pictures and follow links by themselves: picture proxies of mail services, scanners of mail
 * gateways, previews of chats, search engines, libraries and tools. Names, not versions.
 */
const MACHINES =
  /googleimageproxy|ggpht|yahoomailproxy|yahoocachesystem|applebot|outlook-?(ios|android)?-?image|microsoft office|msoffice|safelinks|skypeuripreview|barracuda|proofpoint|mimecast|symantec|messagelabs|forcepoint|websense|fireeye|trend ?micro|sophos|cloudmark|vade|zscaler|urldefense|linkscan|bingpreview|slackbot|slack-imgproxy|whatsapp|telegrambot|facebookexternalhit|linkedinbot|discordbot|wechatbot|headless|phantomjs|selenium|puppeteer|playwright|lighthouse|bot\b|crawler|spider|scanner|preview|prefetch|proxy|curl|wget|python|java\/|okhttp|go-http-client|libwww|httpclient|axios|node-fetch|undici|ruby|perl|php/i;

/** Browsers and mail programs of people say more than this. Apple's Mail Privacy Protection says exactly this much. */
const BARE = /^mozilla\/5\.0$/i;

/** Whether a program that names itself so is known to act by itself; one without a name is. */
export function isMachineAgent(userAgent: string): boolean {
  const name = userAgent.trim();
  return name === '' || BARE.test(name) || MACHINES.test(name);
}
