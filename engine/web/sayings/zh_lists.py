"""名单的读取与导入。"""

from __future__ import annotations

from typing import Final

LISTS: Final[dict[str, str]] = {
    # 整个文件
    "the list has a header but no people": "名单只有标题行，没有人员",
    "the file is empty: expected a header and people": "文件为空：应有标题行和人员",
    '{what}; or say which it is: --map "HEADING=number"': '{what}；或指明是哪一列：--map "HEADING=number"',
    "{region} is no country code such as US or GB": "{region} 不是 US、GB 之类的国家代码",
    "is no country code such as US or GB": "不是 US、GB 之类的国家代码",
    "the file is empty: expected a header and leads": "文件为空：应有标题行和线索",
    "the list has a header but no leads": "名单只有标题行，没有线索",
    "{path}: nothing was imported: {count} rows are rejected, with their reasons in {rejects}": (
        "{path}：没有导入任何内容：{count} 行被拒，原因见 {rejects}"
    ),
    "{path}: the process that reads the list has died: import it again": "{path}：读取名单的进程已退出：请重新导入",
    "another import brought the same people at the same moment: import the list again": (
        "另一次导入同时带来了相同的人：请重新导入此名单"
    ),
    "is a spreadsheet, not a list: save it as CSV (UTF-8)": "是电子表格而不是名单：请另存为 CSV（UTF-8）",
    "contains zero bytes: it is no text, or UTF-16 without a mark: save it as CSV (UTF-8)": (
        "含有零字节：不是文本，或是没有标记的 UTF-16：请另存为 CSV（UTF-8）"
    ),
    "is UTF-8 in some lines and something else in others: bring all parts to UTF-8 before they are joined": (
        "有些行是 UTF-8，有些不是：合并之前请把各部分都转成 UTF-8"
    ),
    "say which one it is, e.g. --encoding gb18030 or --encoding latin-1, or save the list as UTF-8": (
        "请指明编码，如 --encoding gb18030 或 --encoding latin-1，或另存为 UTF-8"
    ),
    "is not UTF-8 and could be GB18030 as well as Latin-1: {how}": "不是 UTF-8，可能是 GB18030 也可能是 Latin-1：{how}",
    "is not UTF-8, GB18030 or Latin-1; if Windows wrote it, --encoding cp1252; else {how}": (
        "不是 UTF-8、GB18030 或 Latin-1；若由 Windows 写出，请用 --encoding cp1252；否则{how}"
    ),
    "is not UTF-8 and neither clearly GB18030 nor clearly Latin-1: {how}": "不是 UTF-8，也无法确定是 GB18030 还是 Latin-1：{how}",
    "--encoding {encoding}: no such encoding: e.g. utf-8, gb18030, latin-1, cp1252": (
        "--encoding {encoding}：没有这种编码：例如 utf-8、gb18030、latin-1、cp1252"
    ),
    "is not {encoding}: {reason}": "不是 {encoding}：{reason}",
    "--encoding {encoding}: is no text encoding": "--encoding {encoding}：不是文本编码",
    "is an old .xls, or a workbook with a password: save it as XLSX without password, or as CSV": (
        "是旧版 .xls 或带密码的工作簿：请另存为无密码的 XLSX 或 CSV"
    ),
    "is a PDF: save the list it was made from as XLSX or CSV": "是 PDF：请把原始名单另存为 XLSX 或 CSV",
    "is a web page or XML, whatever its name says: open it in a spreadsheet program, save it as XLSX or CSV": (
        "无论文件名如何，内容是网页或 XML：请用电子表格软件打开，另存为 XLSX 或 CSV"
    ),
    "is no workbook: it has no sheets to choose from with --sheet": "不是工作簿：没有可用 --sheet 选择的工作表",
    "unpacks to far more than any list: a ZIP bomb, or damaged; save it again in a spreadsheet program, or as CSV": (
        "解压后远大于任何名单：压缩炸弹或已损坏；请用电子表格软件重新保存，或存为 CSV"
    ),
    "is damaged: save it again in a spreadsheet program, or as CSV": "已损坏：请用电子表格软件重新保存，或存为 CSV",
    "has no part {name}, which every workbook has: {what}": "缺少每个工作簿都有的部分 {name}：{what}",
    "{name}, line {line}: {error}: {what}": "{name} 第 {line} 行：{error}：{what}",
    "is protected by a password: save it without one": "有密码保护：请去掉密码后保存",
    "has a document type declaration, which no spreadsheet program writes: save it again, or as CSV": (
        "含有文档类型声明，电子表格软件不会写出：请重新保存，或存为 CSV"
    ),
    "has more than {most} merged cells: undo the merging, or save it as CSV": "合并单元格超过 {most} 个：请取消合并，或存为 CSV",
    "row {line} has more columns than a spreadsheet: it is damaged": "第 {line} 行的列数超过电子表格的上限：文件已损坏",
    "names shared text {index}, which it does not have: it is damaged": "引用了不存在的共享文本 {index}：文件已损坏",
    "{count} merged cells: their value was taken for every row of theirs": "{count} 处合并单元格：其值用于所占的每一行",
    "{count} hidden rows (a filter's, perhaps) were read like the others": "{count} 个隐藏行（可能被筛选隐藏）也照常读取",
    "has no sheet {name}, but {names}": "没有工作表 {name}，只有 {names}",
    "has several sheets with data: say which with --sheet: {names}": "有多个含数据的工作表：请用 --sheet 指明：{names}",
    "has no data on a visible sheet{hint}": "可见的工作表中没有数据{hint}",
    "; --sheet reads a hidden one: {names}": "；--sheet 可读取隐藏的：{names}",
    "hidden sheets were not read: {names}": "未读取隐藏的工作表：{names}",
    "is an OpenDocument sheet: save it as XLSX or CSV": "是 OpenDocument 表格：请另存为 XLSX 或 CSV",
    "is a binary workbook (.xlsb): save it as XLSX or CSV": "是二进制工作簿（.xlsb）：请另存为 XLSX 或 CSV",
    "is a ZIP archive and no workbook: unpack it, or save the list as XLSX or CSV": (
        "是 ZIP 压缩包而不是工作簿：请解压，或把名单另存为 XLSX 或 CSV"
    ),
    "has more styles and sheets than any list: save it again in a spreadsheet program, or as CSV": (
        "样式和工作表多于任何名单：请用电子表格软件重新保存，或存为 CSV"
    ),
    "reading it {why}: is it far larger unpacked than it looks? Save it as CSV, in parts if it is long": (
        "读取时{why}：解压后是否远大于看上去的大小？请存为 CSV，过长时分成几份"
    ),
    "took more than {seconds} seconds": "用时超过 {seconds} 秒",
    "took more than {seconds} seconds of processor time": "处理器时间超过 {seconds} 秒",
    "took more than {size} MB of memory": "内存超过 {size} MB",
    "broke the process that read it": "导致读取进程崩溃",
    # 列
    "has no cell in this column": "此列没有单元格",
    "column {number}": "第 {number} 列",
    "has no heading": "没有标题",
    "starts with a digit, which no variable does: rename the column": "以数字开头，而变量不能这样：请重命名此列",
    "the list has no column of this heading to map: it has {headings}": "名单中没有该标题的列：现有 {headings}",
    "column {number} ({heading})": "第 {number} 列（{heading}）",
    "column {number} ({heading}) and column {other} ({name})": "第 {number} 列（{heading}）和第 {other} 列（{name}）",
    "{what} could be the number to dial: name exactly one of them `number`": (
        "{what} 都可能是要拨打的号码：请只把其中一列命名为 `number`"
    ),
    "{what} both mean `{variable}`: rename or remove one": "{what} 都表示 `{variable}`：请重命名或删除其一",
    "the script needs this column, and the list has none": "话术需要此列，而名单中没有",
    "no column with the number to dial: expected `number`, `phone`, `telephone` or `mobile`": (
        "没有要拨打号码的列：应为 `number`、`phone`、`telephone` 或 `mobile`"
    ),
    "the list {name} has no column {columns}, which the script needs": "名单 {name} 缺少话术需要的列 {columns}",
    # 行与单元格
    "more than {most} rows are broken: is it the right file?": "损坏的行超过 {most} 行：文件是否正确？",
    "broken quoting or an oversized cell: {error}": "引号不配对或单元格过大：{error}",
    "(a line that is too long)": "（过长的行）",
    "is not {kind}: {error}": "不是 {kind}：{error}",
    "line longer than {most} characters": "一行超过 {most} 个字符",
    "has {count} cells where the header has {width}": "有 {count} 个单元格，而标题行有 {width} 个",
    "is empty, and the script needs it": "为空，而话术需要它",
    "is the number of line {line} again: remove one of the two": "与第 {line} 行的号码相同：请删除其中一行",
    "has no known country code: write it with + and the country code": "国家代码未知：请写 + 和国家代码",
    "is not a phone number": "不是电话号码",
    "ends after the international prefix": "国际前缀之后没有内容",
    "is too short": "太短",
    "is too long": "太长",
    "is too short for its country": "对其国家而言太短",
    "is too long for its country": "对其国家而言太长",
    "has a length that its country does not use": "长度不符合其国家的号码",
    "lacks its area code": "缺少区号",
    "was turned into scientific notation by a spreadsheet: format the column as text": (
        "被电子表格转成了科学计数法：请把该列设为文本格式"
    ),
    "contains letters: one number in digits, without extension": "含有字母：只写一个数字号码，不带分机",
    "has an extension, which cannot be dialled": "带有分机号，无法拨打",
    "is longer than {most} characters": "超过 {most} 个字符",
    "lost its digits to a spreadsheet's scientific notation: format it as text": (
        "因电子表格的科学计数法丢失了数字：请设为文本格式"
    ),
    "is no IANA time zone such as Europe/London": "不是 IANA 时区，如 Europe/London",
    "has a tag of more than {most} characters": "有标签超过 {most} 个字符",
    "is neither yes nor no": "既不是 yes 也不是 no",
    "is no ISO date such as 2026-11-22": "不是 ISO 日期，如 2026-11-22",
    "is of somebody with another number": "属于另一个号码的人",
    "is of somebody with another number, and this number is somebody else's": "属于另一个号码的人，而此号码属于别人",
    "is the {what} of line {line} again: remove one of the two": "与第 {line} 行的{what}相同：请删除其中一行",
    "is not the one that this number has ({id})": "与此号码已有的（{id}）不同",
    "external id": "外部编号",
    "number": "号码",
    "opted in": "同意",
    "opted out": "拒绝",
    "is a formula whose value the file does not hold: open the file in a spreadsheet program and save it, or paste values": (
        "是公式，而文件中没有其值：请用电子表格软件打开并保存，或粘贴为数值"
    ),
    "is a formula that failed (#N/A, #REF! or the like)": "是出错的公式（#N/A、#REF! 等）",
    "holds more than 131,072 characters": "超过 131,072 个字符",
    "has more digits than a spreadsheet keeps (15), so its last ones are wrong: format the column as text": (
        "位数超过电子表格能保留的 15 位，末尾数字已错：请把该列设为文本格式"
    ),
    "ends in six zeros or more, as numbers do that went through scientific notation: format the column as text": (
        "末尾有六个以上的零，像是经过了科学计数法：请把该列设为文本格式"
    ),
    "is a number with a fraction": "是带小数的数字",
    "is a date": "是日期",
    "contains a zero byte": "含有零字节",
}
