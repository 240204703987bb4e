#include "city/names_int.h"

static const struct name_pair STREETS[] = {
    {"民生", "Minsheng"},  {"文化", "Wenhua"},  {"朝阳", "Chaoyang"}, {"利民", "Limin"},
    {"迎宾", "Yingbin"},   {"建设", "Jianshe"}, {"开元", "Kaiyuan"},  {"金河", "Jinhe"},
    {"裕民", "Yumin"},     {"育才", "Yucai"},   {"新华", "Xinhua"},   {"胜利", "Shengli"},
    {"友谊", "Youyi"},     {"和平", "Heping"},  {"丰收", "Fengshou"}, {"黄河", "Huanghe"},
    {"贺兰", "Helan"},     {"滨水", "Binshui"}, {"青年", "Qingnian"}, {"工农", "Gongnong"},
    {"光明", "Guangming"}, {"团结", "Tuanjie"}, {"兴业", "Xingye"},   {"东风", "Dongfeng"},
};

static const struct name_pair COMPOUNDS[] = {
    {"清和", "Qinghe"},  {"锦绣", "Jinxiu"},  {"阳光", "Yangguang"}, {"怡和", "Yihe"},
    {"康居", "Kangju"},  {"安泰", "Antai"},   {"丽景", "Lijing"},    {"福安", "Fuan"},
    {"春晖", "Chunhui"}, {"枫林", "Fenglin"}, {"翠湖", "Cuihu"},     {"金桂", "Jingui"},
    {"惠民", "Huimin"},  {"碧水", "Bishui"},  {"祥云", "Xiangyun"},  {"书香", "Shuxiang"},
    {"银杏", "Yinxing"}, {"梧桐", "Wutong"},  {"幸福", "Xingfu"},    {"瑞景", "Ruijing"},
    {"海棠", "Haitang"}, {"明珠", "Mingzhu"}, {"紫荆", "Zijing"},    {"新辰", "Xinchen"},
};

static const struct name_pair COMPOUND_KINDS[] = {
    {"小区", "Compound"},    {"花园", "Garden"},   {"家园", "Homestead"}, {"苑", "Court"},
    {"新村", "New Village"}, {"里", "Lane"},       {"府", "Residence"},   {"湾", "Bay"},
    {"城", "Town"},          {"园", "Park Homes"},
};

static const struct name_pair VILLAGES[] = {
    {"柳林", "Liulin"},  {"沙湾", "Shawan"},   {"河东", "Hedong"},  {"枣园", "Zaoyuan"},
    {"青渠", "Qingqu"},  {"上滩", "Shangtan"}, {"下滩", "Xiatan"},  {"杏树", "Xingshu"},
    {"石桥", "Shiqiao"}, {"新渠", "Xinqu"},    {"古城", "Gucheng"}, {"马场", "Machang"},
};

static const char *const NUMERALS[] = {
    "〇",     "一",     "二",     "三",     "四",     "五",     "六",     "七",     "八",
    "九",     "十",     "十一",   "十二",   "十三",   "十四",   "十五",   "十六",   "十七",
    "十八",   "十九",   "二十",   "二十一", "二十二", "二十三", "二十四", "二十五", "二十六",
    "二十七", "二十八", "二十九", "三十",   "三十一", "三十二", "三十三", "三十四", "三十五",
    "三十六", "三十七", "三十八", "三十九", "四十",   "四十一", "四十二", "四十三", "四十四",
    "四十五", "四十六", "四十七", "四十八", "四十九", "五十",   "五十一", "五十二", "五十三",
    "五十四", "五十五", "五十六", "五十七", "五十八", "五十九", "六十",   "六十一", "六十二",
    "六十三", "六十四", "六十五", "六十六", "六十七", "六十八", "六十九", "七十",   "七十一",
    "七十二", "七十三", "七十四", "七十五", "七十六", "七十七", "七十八", "七十九", "八十",
    "八十一", "八十二", "八十三", "八十四", "八十五", "八十六", "八十七", "八十八", "八十九",
    "九十",   "九十一", "九十二", "九十三", "九十四", "九十五", "九十六", "九十七", "九十八",
    "九十九"};

#define COUNT(list) ((uint32_t)(sizeof(list) / sizeof *(list)))

struct name_pair name_street(uint32_t number)
{
    return STREETS[number % COUNT(STREETS)];
}

struct name_pair name_compound(uint32_t number)
{
    return COMPOUNDS[number % COUNT(COMPOUNDS)];
}

struct name_pair name_compound_kind(uint32_t number)
{
    return COMPOUND_KINDS[number % COUNT(COMPOUND_KINDS)];
}

struct name_pair name_village(uint32_t number)
{
    return VILLAGES[number % COUNT(VILLAGES)];
}

const char *name_numeral(uint32_t number)
{
    return NUMERALS[number % COUNT(NUMERALS)];
}

uint32_t name_streets(void)
{
    return COUNT(STREETS);
}

uint32_t name_compounds(void)
{
    return COUNT(COMPOUNDS);
}

uint32_t name_compound_kinds(void)
{
    return COUNT(COMPOUND_KINDS);
}

uint32_t name_villages(void)
{
    return COUNT(VILLAGES);
}
