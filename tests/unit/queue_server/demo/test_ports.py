"""A port that is taken never keeps the demo from opening."""

import socket

from queue_server.demo.ports import answers, choose_port, free_ports, is_free

HOST = "127.0.0.1"


def test_a_port_that_is_free_is_taken_as_asked() -> None:
    assert choose_port(HOST, 8080, free=lambda _host, _port: True) == 8080


def test_a_taken_port_leads_to_the_next_free_one() -> None:
    taken = {8080, 8081}
    assert choose_port(HOST, 8080, free=lambda _host, port: port not in taken) == 8082


def test_where_all_are_taken_it_says_so() -> None:
    assert choose_port(HOST, 8080, free=lambda _host, _port: False) is None


def test_no_port_beyond_the_last_one_is_tried() -> None:
    tried = list[int]()

    def free(_host: str, port: int) -> bool:
        tried.append(port)
        return False

    assert choose_port(HOST, 65530, free=free) is None
    assert tried[-1] == 65535


def test_port_0_is_left_to_the_system() -> None:
    assert choose_port(HOST, 0, free=lambda _host, _port: False) == 0


def test_a_listener_is_seen() -> None:
    with socket.create_server((HOST, 0)) as listener:
        port = listener.getsockname()[1]
        assert not is_free(HOST, port)
        assert answers(HOST, port)
    assert not answers(HOST, port)


def test_free_ports_are_different_ones() -> None:
    assert len(set(free_ports(HOST, 5))) == 5
