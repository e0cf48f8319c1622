"""API 令牌的各项权限。"""

from __future__ import annotations

from typing import Final

CHINESE_SCOPES: Final[dict[str, str]] = {
    "scope_accounts:manage": "添加、更改和停用账户",
    "scope_agent:work": "以账户对应的坐席身份接听通话",
    "scope_agents:manage": "添加、更改和移除坐席",
    "scope_audit:read": "查看审计日志",
    "scope_calls:read": "通话的结果和内容",
    "scope_calls:supervise": "监听和引导实时通话",
    "scope_campaigns:manage": "创建、启动和停止活动",
    "scope_campaigns:read": "活动及其进展",
    "scope_consent:write": "记录同意情况，加入请勿来电名单",
    "scope_customers:erase": "彻底删除一位客户的数据",
    "scope_customers:export": "导出客户档案和结果",
    "scope_customers:read": "客户档案",
    "scope_deliveries:read": "回写和短信",
    "scope_deliveries:replay": "重新发送回写和短信",
    "scope_do-not-call:remove": "把号码移出请勿来电名单",
    "scope_events:write": "上报订单、点击和退订",
    "scope_leads:push": "为活动添加客户",
    "scope_lists:import": "导入名单",
    "scope_lists:read": "名单及其中的人",
    "scope_metrics:read": "Prometheus 指标",
    "scope_numbers:reveal": "查看完整电话号码",
    "scope_recordings:hear": "收听录音",
    "scope_reports:read": "报表",
    "scope_scripts:edit": "编写话术草稿",
    "scope_scripts:publish": "发布话术、退回较早版本",
    "scope_scripts:read": "话术及其版本",
    "scope_segments:manage": "人群、优惠和实验",
    "scope_tokens:manage": "所有账户的令牌",
}
