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
    *("they lost the game", "who won the match", "she runs every morning", "it is a quarter past seven"),
    *("my back hurts", "he has a cold", "the doctor said to rest", "she broke her arm skiing", "where did I put my keys"),
    *("the teacher gave us homework", "the exam is in May", "my computer is updating", "the printer is out of paper"),
    *("there is a spider in the bath", "the cat is on the roof", "the horse won the race", "birds are singing outside"),
    *("nineteen eighty four", "the capital of France is Paris", "seven times eight is fifty six", "once upon a time"),
)

_CHINESE: Final = (
    *("喂", "喂，你好", "等一下", "稍等", "我想想", "谢谢", "吃饭了吗", "你好吗", "生日快乐", "我叫小明", "今天几号", "现在几点了"),
    *("今天天气不错", "外面很冷", "明天会出太阳", "早上路上结冰了", "周末可能刮大风", "好大的雾"),
    *("狗在叫", "宝宝睡着了", "我姐姐星期六过来", "他在学校教书", "她不在家", "我弟弟住在上海", "他们六月结婚", "邻居太吵了"),
    *("有人敲门", "你锁车了吗", "过来坐", "放在桌子上", "把剪刀递给我", "我在看电视", "亲爱的，吃饭了", "中午吃的面条"),
    *("我喜欢吃苹果", "咖啡太浓了", "还有牛奶吗", "蛋糕在烤箱里", "买两斤土豆和一个洋葱", "这鱼真新鲜"),
    *("公交车又晚点了", "在路口左拐", "商店在右边", "我的车在高速上坏了", "航班取消了", "车停在超市后面", "桥那边封路了"),
    *("去年夏天我们去爬山", "厨房的窗户开着", "洗衣机声音很奇怪", "走廊的灯坏了", "屋顶漏水", "草该剪了"),
    *("我在报纸上看到的", "电影八点开始", "他钢琴弹得很好", "这本书不错", "他们输了比赛", "她每天早上跑步"),
    *("我腰疼", "他感冒了", "医生说要休息", "钥匙放哪儿了", "老师布置作业了", "五月份考试", "电脑在更新", "打印机没纸了"),
    *("猫在屋顶上", "浴室里有蜘蛛", "外面鸟在叫", "从前有座山", "七八五十六", "中国的首都是北京"),
)

_UTTERANCES: Final[Mapping[str, tuple[str, ...]]] = {"en": _ENGLISH, "zh": _CHINESE}
