"""What people say on the phone, to the bot or past it, that answers nothing: it keeps the classifier from guessing.

Any subject will do, as long as no script expects it; a script that does has examples nearer to it than these.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final


def background(language: str) -> tuple[str, ...]:
    """Utterances in a language (ISO 639-1), or in English if there are none: the multilingual encoder puts them near their like."""
    return _UTTERANCES.get(language, _ENGLISH)


_ENGLISH: Final = (
    *("hello", "hello, can you hear me", "hold on", "one second please", "give me a minute", "let me think", "thank you"),
    *("how are you", "how are you doing today", "happy birthday", "my name is John", "what time is it", "what day is it today"),
    *("the weather is nice today", "it is cold outside", "it will be sunny on the weekend", "the roads are icy this morning"),
    *("my dog is barking", "the baby is asleep", "my sister is coming over on Saturday", "he works at the hospital"),
    *("she is not at home", "my brother lives in Canada", "they are getting married in June", "the neighbours are very loud"),
    *("somebody is at the door", "did you lock the car", "come here and sit down", "put it on the table", "pass me the scissors"),
    *("I am watching television", "honey, dinner is ready", "I had pizza for lunch", "I like apples", "the coffee is too strong"),
    *("is there any milk left", "the cake is in the oven", "two pounds of potatoes and an onion", "she bakes her own bread"),
    *("the bus is late again", "turn left at the corner", "the shop is on the left", "my car broke down on the highway"),
    *("the flight was cancelled", "we parked behind the church", "take the second exit", "the bridge is closed"),
    *("we went to the lake last summer", "the kitchen window is open", "the washing machine is making a strange noise"),
    *("the light bulb in the hall is broken", "paint the fence green", "the roof leaks when it rains", "the grass needs cutting"),
    *("I read about that in the newspaper", "the film starts at eight", "he plays the piano very well", "that was a good book"),
    *("they lost the game", "who won the match", "she runs every morning", "it is a quarter past seven", "my back hurts"),
    *("he has a cold", "the doctor said to rest", "she broke her arm skiing", "where did I put my keys"),
    *("the teacher gave us homework", "the exam is in May", "my computer is updating", "the printer is out of paper"),
    *("there is a spider in the bath", "the cat is on the roof", "the horse won the race", "birds are singing outside"),
    *("nineteen eighty four", "the capital of France is Paris", "seven times eight is fifty six", "once upon a time"),
    *("turn that down please", "switch off the lamp", "shut the door, it's draughty", "put your shoes on"),
    *("leave your sister alone", "eat your soup", "wait for me at the bus stop", "he is on the phone with someone"),
    *("I'm talking to somebody, darling", "where is the remote", "who ate the last biscuit", "the soup is boiling over"),
    *("the phone was ringing all morning", "is that your umbrella", "mind the step", "look at that rainbow", "the taxi is here"),
    *("and now the weather forecast", "the news at ten o'clock", "the president gave a speech today", "more after the break"),
    *("here is the traffic report", "the mailbox is full", "the number you have dialled is not in service"),
    *("please leave a message after the tone", "all our lines are busy at the moment", "your call is very important to us"),
    *("you are number three in the queue", "press two for English", "this conversation may be recorded for training"),
    *("the subscriber cannot be reached", "please stay on the line", "you have reached the voicemail of Peter"),
    *("record your message after the beep", "she said she would come by on Sunday", "we were at my mother's place yesterday"),
    *("he wants a bicycle for his birthday", "my uncle had a stroke", "that's what I told her", "I told you so"),
    *("no way, did she really", "that's so funny", "ha ha, very good", "oh my goodness", "what a mess", "bless you"),
    *("the dishwasher needs emptying", "the batteries are flat", "the tap is dripping", "we need new curtains"),
    *("the lawn mower won't start", "the boiler is being repaired", "the train leaves from platform six"),
    *("there was an accident on the ring road", "the petrol is so expensive", "my bike has a flat tyre"),
    *("the tickets were sold out", "the potatoes are ready", "there's cheese in the fridge", "I burnt the toast"),
    *("we ran out of sugar", "the fish smells funny", "this tea is cold", "the goalkeeper was brilliant"),
    *("they scored in the last minute", "chess is harder than it looks", "my team is in second place"),
    *("the marathon is on Sunday", "it's raining cats and dogs", "the wind is terrible tonight"),
    *("snow in April, can you believe it", "the sun sets at five", "what a lovely morning", "the children are at school"),
    *("our son has learnt to walk", "grandpa fell asleep in his chair", "the puppy chewed my slipper"),
    *("the parrot can say its name", "set a timer for ten minutes", "play some music", "translate that into French"),
    *("how far is the moon", "how do you spell necessary", "what's the square root of nine", "I can't find my glasses"),
    *("the shirt needs ironing", "this jacket is too small", "she dyed her hair red", "the painter is coming on Tuesday"),
    *("the carpet is filthy", "I dreamt of elephants", "the museum is closed on Mondays", "the book has four hundred pages"),
    *("he paints landscapes", "that song is from the eighties"),
    *("down Bella, leave the slipper", "no Tommy, don't touch that", "get off the sofa, you bad dog"),
    *("stop pulling the cat's tail", "give that back to your brother", "will you be quiet back there"),
    *("can you turn the telly down, Jim", "close the window, will you", "take your boots off, would you"),
    *("he never listens, does he", "your uncle always was a bad driver, wasn't he", "she's got a nerve, hasn't she"),
    *("it was nicer yesterday, wasn't it", "oops, wrong button", "oh, I've dropped my glasses"),
    *("bread, butter, a dozen eggs", "so that's three onions and a tin of beans"),
    *("the red wire goes in here and the black one there", "so first this screw and then that one"),
    *(
        "now which piece fits in here",
        "it's pouring out here",
        "that was a funny click",
        "the soup was much too salty",
        "the play dragged on for hours",
        "they should let people know when there is a delay",
        "somebody might have told us that it would be late",
    ),
    *("not with your mouth full", "wipe your feet first", "whose muddy boots are these", "go and play, I'm on the phone"),
    *("get down from that wall", "spit that out", "leave that shoe alone, good dog", "sit, good boy"),
    *("hush, your brother's sleeping", "wash your hands before tea", "come and look at the moon, kids", "I was peeling potatoes"),
    *("I was watering the plants", "I was reading the paper", "I've been raking leaves all morning", "I was doing a jigsaw"),
    *("I was listening to the radio play", "my father drove a lorry all his life", "as a boy I played the trumpet"),
    *("when I was a girl we walked to school", "we had a caravan in those days", "my grandmother made her own jam"),
    *("I worked in a bakery for thirty years", "my niece plays the flute", "my cousin breeds rabbits"),
    *("the vicar lives across the road", "our neighbour used to be a pilot", "her uncle races pigeons"),
    *("our lad is learning to drive", "it's bitterly cold today", "the leaves are coming down"),
    *("the daffodils are early this year", "we could do with some rain", "the teachers are on strike"),
    *("they've shut the post office in our village", "they're resurfacing the road again", "there's a squirrel on the feeder"),
    *("a hedgehog lives under our shed", "there's a fly in my tea", "I had toast for breakfast", "it was fish fingers again"),
    *("I've baked a rhubarb crumble", "I've got a new kettle", "I've had this coat for ten years"),
)

_CHINESE: Final = (
    *("喂", "喂，你好", "等一下", "稍等", "我想想", "谢谢", "吃饭了吗", "你好吗", "生日快乐", "我叫小明", "今天几号"),
    *("现在几点了", "今天天气不错", "外面很冷", "明天会出太阳", "早上路上结冰了", "周末可能刮大风", "好大的雾", "狗在叫"),
    *("宝宝睡着了", "我姐姐星期六过来", "他在学校教书", "她不在家", "我弟弟住在上海", "他们六月结婚", "邻居太吵了", "有人敲门"),
    *("你锁车了吗", "过来坐", "放在桌子上", "把剪刀递给我", "我在看电视", "亲爱的，吃饭了", "中午吃的面条", "我喜欢吃苹果"),
    *("咖啡太浓了", "还有牛奶吗", "蛋糕在烤箱里", "买两斤土豆和一个洋葱", "这鱼真新鲜", "公交车又晚点了", "在路口左拐"),
    *("商店在右边", "我的车在高速上坏了", "航班取消了", "车停在超市后面", "桥那边封路了", "去年夏天我们去爬山", "厨房的窗户开着"),
    *("洗衣机声音很奇怪", "走廊的灯坏了", "屋顶漏水", "草该剪了", "我在报纸上看到的", "电影八点开始", "他钢琴弹得很好"),
    *("这本书不错", "他们输了比赛", "她每天早上跑步", "我腰疼", "他感冒了", "医生说要休息", "钥匙放哪儿了", "老师布置作业了"),
    *("五月份考试", "电脑在更新", "打印机没纸了", "猫在屋顶上", "浴室里有蜘蛛", "外面鸟在叫", "从前有座山", "七八五十六"),
    *("中国的首都是北京", "把电视关小点", "把灯关了", "把门带上", "快把鞋穿上", "别欺负妹妹", "快喝汤", "作业写完了没有"),
    *("你先吃", "在楼下等我", "他在跟别人打电话", "我在跟人说话呢，宝贝", "遥控器放哪儿了", "谁把饼干吃完了", "汤溢出来了"),
    *("这是你的伞吗", "小心台阶", "出租车到了", "下面是天气预报", "欢迎收看晚间新闻", "广告之后马上回来", "前方道路拥堵"),
    *("本台消息", "各位旅客请注意", "下一站人民广场", "请给老人让座", "您拨打的号码是空号", "您所拨打的用户已关机"),
    *("请在提示音后留言", "您呼叫的用户不在服务区", "正在为您转接，请稍候", "当前坐席全忙", "您的来电对我们很重要"),
    *("通话可能会被录音", "请按井号键结束", "您的余额不足", "对方正在通话中", "语音信箱已满", "她说星期天过来"),
    *("昨天我们在我妈那儿", "他生日想要一辆自行车", "我舅舅住院了", "我早跟她说过", "真的假的", "太好笑了", "哈哈哈", "我的天"),
    *("阿弥陀佛", "洗碗机该清了", "电池没电了", "水龙头在滴水", "该换窗帘了", "空调不制冷", "暖气坏了正在修", "下水道堵了"),
    *("楼上在装修", "火车六站台发车", "环路上出车祸了", "油价又涨了", "自行车没气了", "门票卖光了", "地铁挤死了", "高铁票不好买"),
    *("饺子煮好了", "冰箱里有剩菜", "面包烤焦了", "糖用完了", "茶凉了", "今天做红烧肉", "西瓜真甜", "鸡蛋又便宜了"),
    *("守门员太厉害了", "最后一分钟进的球", "下棋比看起来难", "我们队排第二", "星期天有马拉松", "昨晚那场球看了吗", "下大雨了"),
    *("今晚风真大", "四月还下雪", "天黑得真早", "早晨空气真好", "今年夏天太热了", "孩子们在学校", "儿子会走路了"),
    *("爷爷在椅子上睡着了", "小狗咬坏了拖鞋", "鹦鹉会说话", "孙女考上大学了", "定个十分钟的闹钟", "放首歌听听"),
    *("这句话用英语怎么说", "月亮离地球多远", "九的平方根是几", "一公里等于多少米", "眼镜找不到了", "衬衫要熨一下"),
    *("这件外套太小", "她把头发染红了", "星期二来刷墙", "地毯脏死了", "昨晚梦见大象了", "博物馆星期一闭馆", "这本书四百页"),
    *("他喜欢画风景", "这是八十年代的歌", "麻将三缺一", "股票又跌了", "小区停水了", "电梯在检修"),
)

_UTTERANCES: Final[Mapping[str, tuple[str, ...]]] = {"en": _ENGLISH, "zh": _CHINESE}
