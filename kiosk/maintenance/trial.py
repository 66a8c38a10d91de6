"""What a test print says: that it is one, and enough to see how the printer prints. Pure."""

from datetime import datetime

from printer_drivers.documents import Code, Document, Heading, KeyValue, Number, Rule, Text

TRIAL_ABOUT = "test-print"
"""What such a job is about, in the spool: it is no number, and is not counted as one."""


def trial_paper(kiosk: str, site: str, at: datetime) -> Document:
    """The paper. `at` in the zone in which people here read a clock."""
    return Document(
        blocks=(
            Heading(text="試し印刷"),
            Text(text="番号札ではありません / Test print, not a ticket", align="center"),
            Rule(),
            KeyValue(key="端末 / Kiosk", value=kiosk),
            KeyValue(key="庁舎 / Site", value=site),
            KeyValue(key="日時 / Time", value=f"{at:%Y-%m-%d %H:%M:%S}"),
            Rule(),
            Number(text="A000"),
            Text(text="小さな文字：本人確認書類・手数料 300円", size="small"),
            Text(text="ふつうの文字：住民票の写し ABCabc 0123"),
            Text(text="大きな文字：窓口 12", size="large", bold=True),
            Code(text="MADOGUCHI TEST PRINT", caption="このコードが読めれば良好です"),
            Rule(),
            Text(text="左右の端まで線が出て、紙が切れていれば正常です。", align="center"),
        )
    )
