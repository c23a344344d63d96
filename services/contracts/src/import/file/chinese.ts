/** The characters that Chinese text, names of people and names of companies are mostly made of. */
const FREQUENT = new Set(
  '的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多定行学法所民' +
    '得经十三之进着等部度家电力里如水化高自二理起小物现实加量都两体制机当使点从业本去把性好应开它合还因由其些然前外天政四日那社' +
    '义事平形相全表间样与关各重新线内数正心反你明看原又么利比或但质气第向道命此变条只没结解问意建月公无系军很情者最立代想已通并' +
    '提直题党程展五果料象员革位入常文总次品式活设及管特件长求老头基资边流路级少图山统接知较将组见计别她手角期根论运农指几九区强' +
    '放决西被干做必战先回则任取据处队南给色光门即保治北造百规热领七海口东导器压志世金增争济阶油思术极交受联什认六共权收证改清己' +
    '美再采转更单风切打白教速花带安场身车例真务具万每目至达走积示议声报斗完类八离华名确才科张信马节话米整空元况今集温传土许步群' +
    '广石记需段研界拉林律叫且究观越织装影算低持音众书布复容儿须际商非验连断深难近矿千周委素技备半办青省列习响约支般史感劳便团往' +
    '历市克何除消构府称太准精值号率族维划选标写存候毛亲快效斯院查江型眼王按格养易置派层片始却专状育厂京识适属圆包火住调满县局照' +
    '参红细引听该铁价严龙飞李刘陈杨黄赵吴徐孙朱胡郭罗郑梁谢宋唐韩冯邓曹彭曾肖田董袁潘蒋蔡余杜叶苏魏吕丁沈姚卢姜崔钟谭陆汪范廖' +
    '贾夏韦付邹孟熊秦邱尹薛闫雷侯陶黎贺顾龚邵钱覃武戴莫孔汤伟芳娜敏静丽磊洋勇艳杰娟涛超秀霞刚桂英玉兰鹏辉玲婷宇浩欣怡佳俊轩' +
    '梓涵建国志强晓春梅红军限责股份网络软贸投控银险汽医药械食餐饮服咨询媒告币港杭州圳武汉成都庆津湖福贵云甘宁新疆蒙辽吉黑徽客户' +
    '合同续费版标准企业高级旗舰订阅永久试用席位年度仓储能源环境财务供应链智慧创恒盛鑫瑞泰祥顺',
);

/** Characters that stand in Chinese text beside its own: of East Asian punctuation, full width, quotes and dashes. */
const BESIDE = /[\u3000-\u303f\uff00-\uffef\u2018\u2019\u201c\u201d\u2014\u2026\u00b7]/u;
const HAN = /\p{Script=Han}/u;

/**
 * Whether a text that was decoded as GB18030 is Chinese beyond doubt. Bytes of other encodings (Latin 1, Cyrillic,
 * Korean, Japanese) often decode as well, but to rare characters: of real text at least half are among the frequent
 * ones, of a short one three of four.
 */
export function isSurelyChinese(text: string): boolean {
  let [han, frequent, odd] = [0, 0, 0];
  for (const character of text) {
    if (character <= '\u007f' || BESIDE.test(character)) continue;
    if (!HAN.test(character)) odd += 1;
    else han += 1;
    if (FREQUENT.has(character)) frequent += 1;
  }
  if (han < 2 || odd > han / 20) return false;
  return frequent >= han * (han < 8 ? 0.75 : 0.5);
}
