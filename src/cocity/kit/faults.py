"""Why the system took or gave no file, in words of ours: its own are English alone and made for programmers."""

import errno
from collections.abc import Mapping

from cocity.kit.text import Text

WORDS: Mapping[int, Text] = {
    errno.ENOENT: Text("没有这个文件或文件夹", "there is no such file or folder"),
    errno.EACCES: Text("没有权限", "permission is missing"),
    errno.EPERM: Text("系统不允许", "the system does not allow it"),
    errno.EISDIR: Text("这是文件夹，不是文件", "it is a folder and no file"),
    errno.ENOTDIR: Text("路径中有一段不是文件夹", "a part of its path is no folder"),
    errno.EEXIST: Text("已经有同名的了", "there is one of that name already"),
    errno.ENOTEMPTY: Text("文件夹不是空的", "the folder is not empty"),
    errno.ENAMETOOLONG: Text("名称太长", "the name is too long"),
    errno.ELOOP: Text("链接绕成了圈", "links lead in a circle"),
    errno.ENOSPC: Text("磁盘满了", "the disk is full"),
    errno.EDQUOT: Text("磁盘配额用完了", "the disk quota is used up"),
    errno.EFBIG: Text("文件太大", "the file is too large"),
    errno.EROFS: Text("磁盘只能读，不能写", "the disk can only be read"),
    errno.EIO: Text("磁盘读写出错", "the disk failed"),
    errno.EBUSY: Text("正被占用", "it is in use"),
    errno.ETXTBSY: Text("正在运行，不能改", "it is running and cannot be changed"),
    errno.EXDEV: Text("不在同一块磁盘上", "it is on another disk"),
    errno.EMFILE: Text("本程序打开的文件太多", "this program has too many files open"),
    errno.ENFILE: Text("系统打开的文件太多", "the system has too many files open"),
    errno.ENOMEM: Text("内存不够", "memory is short"),
    errno.EPIPE: Text("另一端已经关闭", "the other end was closed"),
    errno.ECONNREFUSED: Text("对方拒绝连接", "the other side refuses the connection"),
    errno.ECONNRESET: Text("连接被对方中断", "the other side broke off"),
    errno.ETIMEDOUT: Text("对方没有及时应答", "the other side did not answer in time"),
    errno.EHOSTUNREACH: Text("找不到去对方的路", "there is no way to the other side"),
    errno.ENETUNREACH: Text("没有网络", "there is no network"),
    errno.EADDRINUSE: Text("端口已被占用", "the port is taken"),
}


def why(error: Exception) -> Text:
    """What the system says, in both languages; its own words only where we have none. Of any other error, its own in one
    line."""
    if not isinstance(error, OSError):
        return Text.of(" ".join(str(error).split()))
    own = (
        type(error).__module__ == "builtins"
    )  # others, such as ssl's, count their errors in ways of their own
    number = error.errno or (errno.ETIMEDOUT if isinstance(error, TimeoutError) else None)
    said = WORDS.get(number) if own and number else None
    return said or Text.of(error.strerror or str(error) or type(error).__name__)


def told(error: Exception) -> Text:
    """As `why`, with the name of the file before it where there is one."""
    said, file = why(error), getattr(error, "filename", None)
    return Text(f"{file}：{said.zh}", f"{file}: {said.en}") if file else said
