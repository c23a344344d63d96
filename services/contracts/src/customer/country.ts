/**
 * ISO 3166-1 alpha-2 codes with the zone of the countries that keep one time since 2015 (tz database, zone tables). China
 * has one official time, Beijing's, so it counts as one zone though the tz database lists Urumqi too.
 */
const ONE_ZONE = `
AD Europe/Andorra,AE Asia/Dubai,AF Asia/Kabul,AG America/Puerto_Rico,AI America/Puerto_Rico,AL Europe/Tirane
AM Asia/Yerevan,AO Africa/Lagos,AR America/Argentina/Buenos_Aires,AS Pacific/Pago_Pago,AT Europe/Vienna
AW America/Puerto_Rico,AX Europe/Helsinki,AZ Asia/Baku,BA Europe/Belgrade,BB America/Barbados,BD Asia/Dhaka
BE Europe/Brussels,BF Africa/Abidjan,BG Europe/Sofia,BH Asia/Qatar,BI Africa/Maputo,BJ Africa/Lagos
BL America/Puerto_Rico,BM Atlantic/Bermuda,BN Asia/Kuching,BO America/La_Paz,BQ America/Puerto_Rico
BS America/Toronto,BT Asia/Thimphu,BW Africa/Maputo,BY Europe/Minsk,BZ America/Belize,CC Asia/Yangon
CF Africa/Lagos,CG Africa/Lagos,CH Europe/Zurich,CI Africa/Abidjan,CK Pacific/Rarotonga,CM Africa/Lagos
CO America/Bogota,CR America/Costa_Rica,CU America/Havana,CV Atlantic/Cape_Verde,CW America/Puerto_Rico
CX Asia/Bangkok,CZ Europe/Prague,DE Europe/Zurich,DJ Africa/Nairobi,DK Europe/Berlin,DM America/Puerto_Rico
DO America/Santo_Domingo,DZ Africa/Algiers,EE Europe/Tallinn,EG Africa/Cairo,EH Africa/El_Aaiun,ER Africa/Nairobi
ET Africa/Nairobi,FI Europe/Helsinki,FJ Pacific/Fiji,FK Atlantic/Stanley,FO Atlantic/Faroe,FR Europe/Paris
GA Africa/Lagos,GB Europe/London,GD America/Puerto_Rico,GE Asia/Tbilisi,GF America/Cayenne,GG Europe/London
GH Africa/Abidjan,GI Europe/Gibraltar,GM Africa/Abidjan,GN Africa/Abidjan,GP America/Puerto_Rico,GQ Africa/Lagos
GR Europe/Athens,GS Atlantic/South_Georgia,GT America/Guatemala,GU Pacific/Guam,GW Africa/Bissau,GY America/Guyana
HK Asia/Hong_Kong,HN America/Tegucigalpa,HR Europe/Belgrade,HT America/Port-au-Prince,HU Europe/Budapest
IE Europe/Dublin,IL Asia/Jerusalem,IM Europe/London,IN Asia/Kolkata,IO Indian/Chagos,IQ Asia/Baghdad
IR Asia/Tehran,IS Africa/Abidjan,IT Europe/Rome,JE Europe/London,JM America/Jamaica,JO Asia/Amman,JP Asia/Tokyo
KE Africa/Nairobi,KG Asia/Bishkek,KH Asia/Bangkok,KM Africa/Nairobi,KN America/Puerto_Rico,KP Asia/Pyongyang
KR Asia/Seoul,KW Asia/Riyadh,KY America/Panama,LA Asia/Bangkok,LB Asia/Beirut,LC America/Puerto_Rico
LI Europe/Zurich,LK Asia/Colombo,LR Africa/Monrovia,LS Africa/Johannesburg,LT Europe/Vilnius,LU Europe/Brussels
LV Europe/Riga,LY Africa/Tripoli,MA Africa/Casablanca,MC Europe/Paris,MD Europe/Chisinau,ME Europe/Belgrade
MF America/Puerto_Rico,MG Africa/Nairobi,MH Pacific/Tarawa,MK Europe/Belgrade,ML Africa/Abidjan,MM Asia/Yangon
MO Asia/Macau,MP Pacific/Guam,MQ America/Martinique,MR Africa/Abidjan,MS America/Puerto_Rico,MT Europe/Malta
MU Indian/Mauritius,MV Indian/Maldives,MW Africa/Maputo,MY Asia/Kuching,MZ Africa/Maputo,NA Africa/Windhoek
NC Pacific/Noumea,NE Africa/Lagos,NF Pacific/Norfolk,NG Africa/Lagos,NI America/Managua,NL Europe/Brussels
NO Europe/Berlin,NP Asia/Kathmandu,NR Pacific/Nauru,NU Pacific/Niue,OM Asia/Dubai,PA America/Panama
PE America/Lima,PH Asia/Manila,PK Asia/Karachi,PL Europe/Warsaw,PM America/Miquelon,PN Pacific/Pitcairn
PR America/Puerto_Rico,PS Asia/Gaza,PW Pacific/Palau,PY America/Asuncion,QA Asia/Qatar,RE Asia/Dubai
RO Europe/Bucharest,RS Europe/Belgrade,RW Africa/Maputo,SA Asia/Riyadh,SB Pacific/Guadalcanal,SC Asia/Dubai
SD Africa/Khartoum,SE Europe/Berlin,SG Asia/Singapore,SH Africa/Abidjan,SI Europe/Belgrade,SJ Europe/Berlin
SK Europe/Prague,SL Africa/Abidjan,SM Europe/Rome,SN Africa/Abidjan,SO Africa/Nairobi,SR America/Paramaribo
SS Africa/Juba,ST Africa/Sao_Tome,SV America/El_Salvador,SX America/Puerto_Rico,SY Asia/Damascus
SZ Africa/Johannesburg,TC America/Grand_Turk,TD Africa/Ndjamena,TG Africa/Abidjan,TH Asia/Bangkok,TJ Asia/Dushanbe
TK Pacific/Fakaofo,TL Asia/Dili,TM Asia/Ashgabat,TN Africa/Tunis,TO Pacific/Tongatapu,TR Europe/Istanbul
TT America/Puerto_Rico,TV Pacific/Tarawa,TW Asia/Taipei,TZ Africa/Nairobi,UG Africa/Nairobi,UY America/Montevideo
UZ Asia/Samarkand,VA Europe/Rome,VC America/Puerto_Rico,VE America/Caracas,VG America/Puerto_Rico
VI America/Puerto_Rico,VN Asia/Bangkok,VU Pacific/Efate,WF Pacific/Tarawa,WS Pacific/Apia,YE Asia/Riyadh
YT Africa/Nairobi,ZA Africa/Johannesburg,ZM Africa/Maputo,ZW Africa/Maputo
CN Asia/Shanghai`;

const SEVERAL_ZONES = 'AQ AU BR BV CA CD CL CY EC ES FM GL HM ID KI KZ MN MX NZ PF PG PT RU TF UA UM US';

const zoneByCountry = new Map<string, string | null>([
  ...ONE_ZONE.trim().split(/[\n,]/).map((entry) => entry.split(' ') as [string, string]),
  ...SEVERAL_ZONES.split(' ').map((code): [string, null] => [code, null]),
]);

/** Whether `code` is an assigned ISO 3166-1 alpha-2 code, upper case. */
export function isCountry(code: string): boolean {
  return zoneByCountry.has(code);
}

/** The one zone of a country; null where it has several or is unknown. */
export function onlyZoneOf(country: string): string | null {
  return zoneByCountry.get(country) ?? null;
}
