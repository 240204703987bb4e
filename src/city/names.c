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
    {"清和", "Qinghe"},  {"锦绣", "Jinxiu"},  {"阳光", "Yangguang"}, {"怡园", "Yiyuan"},
    {"康居", "Kangju"},  {"安泰", "Antai"},   {"丽景", "Lijing"},    {"福苑", "Fuyuan"},
    {"春晖", "Chunhui"}, {"枫林", "Fenglin"}, {"翠湖", "Cuihu"},     {"金桂", "Jingui"},
    {"惠民", "Huimin"},  {"碧水", "Bishui"},  {"祥云", "Xiangyun"},  {"书香", "Shuxiang"},
    {"银湾", "Yinwan"},  {"梧桐", "Wutong"},  {"幸福", "Xingfu"},    {"瑞景", "Ruijing"},
    {"海棠", "Haitang"}, {"明珠", "Mingzhu"}, {"紫荆", "Zijing"},    {"新苑", "Xinyuan"},
};

static const struct name_pair VILLAGES[] = {
    {"柳林", "Liulin"},  {"沙湾", "Shawan"},   {"河东", "Hedong"},  {"枣园", "Zaoyuan"},
    {"青渠", "Qingqu"},  {"上滩", "Shangtan"}, {"下滩", "Xiatan"},  {"杏树", "Xingshu"},
    {"石桥", "Shiqiao"}, {"新渠", "Xinqu"},    {"古城", "Gucheng"}, {"马场", "Machang"},
};

#define COUNT(list) ((uint32_t)(sizeof(list) / sizeof *(list)))

struct name_pair name_street(uint32_t number)
{
    return STREETS[number % COUNT(STREETS)];
}

struct name_pair name_compound(uint32_t number)
{
    return COMPOUNDS[number % COUNT(COMPOUNDS)];
}

struct name_pair name_village(uint32_t number)
{
    return VILLAGES[number % COUNT(VILLAGES)];
}

uint32_t name_streets(void)
{
    return COUNT(STREETS);
}

uint32_t name_compounds(void)
{
    return COUNT(COMPOUNDS);
}

uint32_t name_villages(void)
{
    return COUNT(VILLAGES);
}
