"""数据库中的记录：活动、客户、账户、令牌、坐席。"""

from __future__ import annotations

from typing import Final

RECORDS: Final[dict[str, str]] = {
    "there is an account {name} already: choose another name": "已有账户 {name}：请换个名称",
    "there is no account {name}: `callwright accounts list` names all, `callwright accounts add` adds one": (
        "没有账户 {name}：`callwright accounts list` 列出全部，`callwright accounts add` 添加"
    ),
    "an account's name has 1 to {most} printable characters": "账户名称须为 1 到 {most} 个可显示字符",
    "{name} is the last admin who can sign in: make somebody else an admin first": (
        "{name} 是最后一个能登录的管理员：请先把其他人设为管理员"
    ),
    "there is no account of the id {id}: the list of accounts has all": "没有编号为 {id} 的账户：账户列表中有全部账户",
    "there is no token {id}: `callwright tokens list` names them": "没有令牌 {id}：`callwright tokens list` 列出全部",
    "a password has at least {least} characters: a few words will do": "密码至少 {least} 个字符，几个词即可",
    "a password has at most {most} characters": "密码至多 {most} 个字符",
    "a password does not hold the account's name": "密码不能包含账户名称",
    "a password is more than the same few characters over and over": "密码不能只是少数几个字符的重复",
    "this needs the permission {permission}, which {account} does not have": "需要权限 {permission}，而 {account} 没有此权限",
    "you looked for many telephone numbers: wait {seconds} seconds, or ask somebody who may see them": (
        "您查找的电话号码太多：请等待 {seconds} 秒，或请有权查看号码的人代查"
    ),
    "this request comes from a page of another site": "此请求来自其他网站的页面",
    "this form comes from a page of another site": "此表单来自其他网站的页面",
    "this form is of another session: reload the page": "此表单属于另一次登录：请刷新页面",
    "the X-CSRF-Token of the session is missing or wrong: reload the page": "会话的 X-CSRF-Token 缺失或有误：请刷新页面",
    "there is no campaign number {id}: it may have been in another database": "没有编号为 {id} 的活动：它可能在另一个数据库中",
    "there is no campaign {name}: `callwright campaigns list` names them": (
        "没有活动 {name}：`callwright campaigns list` 列出全部"
    ),
    "there is no campaign {name}: {what}": "没有活动 {name}：{what}",
    "there is no campaign {name}": "没有活动 {name}",
    "there is no call of this id": "没有此编号的通话",
    "attempt {id} was never written": "没有通话 {id} 的记录",
    "there is no delivery {id}: `callwright deliveries list` names them": "没有推送 {id}：`callwright deliveries list` 列出全部",
    "the other engines on this database took this one for dead and settled its calls: it stops": (
        "此数据库的其他引擎认为本引擎已失效并结算了它的通话：本引擎停止"
    ),
    "agent {name} is held by a call: try again when it is over": "坐席 {name} 正被一个通话占用：通话结束后再试",
    "agent {name} is named in the records of calls: `callwright agents off` keeps calls from them": (
        "坐席 {name} 出现在通话记录中：`callwright agents off` 可使其不再接听"
    ),
    "there is no agent {name}: `callwright agents list` names all, `callwright agents add` adds one": (
        "没有坐席 {name}：`callwright agents list` 列出全部，`callwright agents add` 添加"
    ),
    "the agent of this account is not there any more: an administrator can choose another": (
        "此账户关联的坐席已不存在：管理员可另选一位"
    ),
    "agent {name} has no SIP phone: `callwright agents add {same} sip:USER@HOST` gives them one": (
        "坐席 {name} 没有 SIP 话机：用 `callwright agents add {same} sip:USER@HOST` 设置"
    ),
    "this was no call of yours: reload the page": "这不是您的通话：请刷新页面",
    "{name} has no lead to decide about: a preview campaign offers one to agents who are ready": (
        "{name} 没有待决定的线索：预览活动只向就绪的坐席提供"
    ),
    "list {name} was never imported: callwright import FILE --list {same}": (
        "名单 {name} 从未导入：callwright import FILE --list {same}"
    ),
    "there is no message {id}: `callwright messages list` names them": "没有短信 {id}：`callwright messages list` 列出全部",
    "this message cannot be sent any more: its person was erased": "此短信无法再发送：其收件人已被删除",
    "the gateway has this message already ({state}): the person would get it twice": (
        "网关已收到此短信（{state}）：再发对方会收到两次"
    ),
    "{path}: cannot be written: {error}": "{path}：无法写入：{error}",
    "this number is not on the do-not-call list": "此号码不在拒呼名单上",
    "nobody is known by this number or external id": "没有此号码或外部编号的人",
    "there is no customer {id}": "没有客户 {id}",
    "this person is on a call: erase them when it has ended": "此人正在通话：请在通话结束后删除",
    "the first day, {first}, comes after the last, {last}": "第一天 {first} 在最后一天 {last} 之后",
    "there is no experiment {name}: plans name theirs under `experiment:`": "没有实验 {name}：计划在 `experiment:` 下命名实验",
    "there is no model of who answers": "没有预测接听的模型",
    "you are in a call on another page": "您正在另一个页面上通话",
    "the call is over": "通话已结束",
    "this call was not recorded": "此通话没有录音",
    "there are no such rejected rows: they are kept for a day": "没有这些被拒的行：只保留一天",
    "{audio} was not recorded yet": "{audio} 尚未录制",
    "known are: {names}": "已有：{names}",
    "there is none yet": "还没有",
    "{path}: stayed locked by another program: close it and try again": "{path}：一直被其他程序锁定：请关闭后重试",
    "{path}: the disk is full: make room and try again": "{path}：磁盘已满：请腾出空间后重试",
    "{path}: is not an SQLite database": "{path}：不是 SQLite 数据库",
    "{path}: another Callwright is running campaigns on this database: let it finish, or use --database": (
        "{path}：另一个 Callwright 正在此数据库上运行活动：请等它结束，或使用 --database"
    ),
}
