"""简体中文：管理员的页面。"""

from __future__ import annotations

from typing import Final

ADMINS: Final[dict[str, str]] = {
    "A person's first password is made up and shown once.": "人员的初始密码由系统生成，仅显示一次。",
    "A person, who signs in with a password": "人员，使用密码登录",
    "A program, which has tokens only": "程序，仅使用令牌",
    "API tokens": "API 令牌",
    "Accounts": "账户管理",
    "Action": "操作",
    "Add a second admin: if you lose your password, somebody else can give you a new one.": (
        "添加第二位管理员：如果您忘记密码，可以由对方重置。"
    ),
    "Add an account": "添加账户",
    "Add an account for each person, with the roles of their work. The audit log tells who did what.": (
        "为每个人添加一个账户，并授予其工作所需的角色。审计日志会记录谁做了什么。"
    ),
    "Add an account for each program that uses the API, and make its token.": "为每个使用 API 的程序添加账户，并创建令牌。",
    "Add an account for the program, with the roles that it needs: one that cannot sign in.": (
        "为程序添加一个不能登录的账户，并授予所需的角色。"
    ),
    "Add another one": "再添加一个",
    "Add the account": "添加账户",
    "Administration": "系统管理",
    "All of it": "查看全部",
    "Another token": "再创建一个令牌",
    "Audit log": "审计日志",
    "Campaigns, lists, people, results and recordings; sees whole telephone numbers": (
        "活动、名单、客户、结果和录音；可查看完整电话号码"
    ),
    "Choose another person, action or day.": "请选择其他人员、操作或日期。",
    "Choose at least one role.": "请至少选择一个角色。",
    "Choose at least one scope.": "请至少选择一项权限。",
    "Copied": "已复制",
    "Copy": "复制",
    "Details": "详情",
    "Unlock": "解除锁定",
    "Everything, and alone: accounts, all tokens, the audit log, erasing people": (
        "全部权限；独有：账户、所有令牌、审计日志、删除客户数据"
    ),
    "Expires": "到期",
    "For whom": "使用者",
    "Set a password": "设置密码",
    "Reset the password of {name}?": "为 {name} 重置密码？",
    "Hand it over on a way that only they read. They change it under Account, at the foot of the menu.": (
        "请通过只有对方能看到的方式转交。对方可在菜单底部的“账户”中修改密码。"
    ),
    "It cannot sign in. Make a token for it next.": "该账户不能登录。接下来请为它创建令牌。",
    "It is not shown again": "此内容不会再次显示",
    "Keys of programs. A token opens its own scopes, as far as its account's roles permit them.": (
        "程序使用的密钥。令牌的权限以其账户角色所允许的为限。"
    ),
    "Last signed in": "最近登录",
    "Enable": "重新启用",
    "Live calls, recordings, campaigns, agents, reports": "实时通话、录音、活动、坐席、报表",
    "Created": "创建时间",
    "Make a token for it, with the scopes that it needs and no others. It is shown once.": (
        "为它创建令牌，只授予所需的权限。令牌仅显示一次。"
    ),
    "Make the token": "创建令牌",
    "New account": "新建账户",
    "Reset the password": "重置密码",
    "New token": "新建令牌",
    "No active token": "没有有效的令牌",
    "Nobody did this": "没有符合条件的记录",
    "Nobody takes their own rights away: another admin can. Your password is changed under Account.": (
        "不能取消自己的权限，须由其他管理员操作。您的密码可在“账户”中修改。"
    ),
    "Nothing yet.": "暂无记录。",
    "Only active ones": "仅显示有效的令牌",
    "Only what was done to {subject}.": "仅显示对 {subject} 的操作。",
    "Pages that this role opened close for them at once; so do tokens that used it.": (
        "由该角色开放的页面将立即关闭，使用该角色的令牌也随之失效。"
    ),
    "Person or program": "人员或程序",
    "Revoke": "吊销",
    "Revoke {name}": "吊销 {name}",
    "Revoke {name}?": "吊销 {name}？",
    "Save the roles": "保存角色",
    "Say which program the token is for.": "请填写令牌用于哪个程序。",
    "Scopes": "权限",
    "Scripts and their publishing, what was said in calls, reports": "话术及其发布、通话内容、报表",
    "Show the account": "查看账户",
    "Disable": "停用",
    "Disabled since": "停用时间",
    "Disable {name}?": "停用 {name}？",
    "Signed in now": "当前登录",
    "Take it": "确认取消",
    "Take {roles} from {name}?": "取消 {name} 的角色：{roles}？",
    "Takes calls at their desk": "在工作台接听通话",
    "Takes the calls of": "接听该坐席的来电",
    "The new password of {name}": "{name} 的新密码",
    "The newest first": "最新的在前",
    "The old one ends, and they are signed out everywhere.": "旧密码将失效，并在所有设备上退出登录。",
    "The program sends it with each request:": "程序在每次请求中携带它：",
    "The program that has it is refused from now on. This cannot be undone: make a new token instead.": (
        "持有该令牌的程序从此被拒绝。此操作无法撤销，需要时请创建新令牌。"
    ),
    "The token of {name}": "{name} 的令牌",
    "They are signed out at once, and their tokens open nothing. What they did stays. You can enable them again.": (
        "对方将立即退出登录，其令牌全部失效。已有的记录会保留。您可以重新启用该账户。"
    ),
    "They count from the next click on.": "从下一次操作起生效。",
    "This is you": "这是您自己的账户",
    "Those of all accounts": "所有账户的令牌",
    "Tokens": "令牌",
    "What": "操作内容",
    "What people and programs changed, took along or listened to. Times are those of {zone}.": (
        "人员和程序所做的更改、导出和收听。时间按 {zone} 显示。"
    ),
    "What the program needs, and nothing else.": "只授予程序所需的权限。",
    "What they did lately": "最近的操作",
    "Who": "操作者",
    "Who has the role agent takes this agent's calls at their desk.": "拥有坐席角色的账户可在工作台接听该坐席的来电。",
    "Who may sign in, and the programs that may use the API.": "可以登录的人员，以及可以使用 API 的程序。",
    "You are alone here": "目前只有您一个账户",
    "at most what its roles permit": "不会超出其角色的权限",
    "command line: {name}": "命令行：{name}",
    "everything": "全部",
    "expires on {day}": "{day} 到期",
    "in 30 days": "30 天后",
    "in 90 days": "90 天后",
    "in a year": "一年后",
    "in {count} browsers": "{count} 个浏览器",
    "last used on {day}": "最近使用 {day}",
    "created on {day}": "创建于 {day}",
    "never expires": "永不过期",
    "never used": "从未使用",
    "nobody": "无",
    "not at all": "永不过期",
    "not yet": "尚未登录",
    "nowhere": "未登录",
    "of {account}": "属于 {account}",
    "older": "更早",
    "the newest": "最新",
    "this machine": "本机",
    "token {name}": "令牌 {name}",
    "which program it is for": "用于哪个程序",
    "with which they sign in; upper and lower case are one": "用于登录，不区分大小写",
    "{kind}: everything": "{kind}：全部",
    "{name} (a program)": "{name}（程序）",
    "{name} is added": "已添加 {name}",
}
