import pytest

from engine.launch.workers import WorkerNumbers

pytestmark = pytest.mark.unit


def test_campaigns_beside_each_other_have_no_worker_number_in_common() -> None:
    numbers = WorkerNumbers()
    with numbers.taken(2) as first, numbers.taken(3) as second:
        assert (first, second) == ((1, 2), (3, 4, 5))


def test_numbers_of_a_campaign_that_is_over_are_taken_again_the_lowest_first() -> None:
    numbers = WorkerNumbers()
    with numbers.taken(2):
        with numbers.taken(1):
            pass
        with numbers.taken(2) as again:
            assert again == (3, 4)
    with numbers.taken(1) as alone:
        assert alone == (1,)


def test_a_campaign_that_fails_gives_its_numbers_back() -> None:
    numbers = WorkerNumbers()
    with pytest.raises(RuntimeError), numbers.taken(4):
        raise RuntimeError
    with numbers.taken(1) as alone:
        assert alone == (1,)
