"""Languages, entity tags, errors and headers."""

import gzip
import json
import re

import planned
import pytest
from gridmap_api.errors import NoPlanError, status_of
from gridmap_api.language import accepted
from gridmap_api.main import create_app
from gridmap_api.schemas.common import Problem
from gridmap_api.settings import Settings

from gridmap.errors import CrsError, GridmapError, SettingsError, Text
from gridmap.io.plans import write_plan

MARK = "zzzyyyxxx"


@pytest.mark.parametrize(
    ("header", "lang"),
    [
        ("", "zh"),
        ("en", "en"),
        ("en-GB,en;q=0.9,zh;q=0.5", "en"),
        ("en;q=0.2, zh-CN;q=0.8", "zh"),
        ("fr", "zh"),
        ("en;q=nonsense", "zh"),
    ],
)
def test_the_language_is_the_one_liked_best(header, lang):
    assert accepted(header, default="zh") == lang


def test_the_address_decides_the_language_before_the_header(service):
    english = service.get("/?lang=en", headers={"Accept-Language": "zh"})
    assert '<html lang="en">' in english.text
    assert english.headers["content-language"] == "en"
    assert "Accept-Language" in english.headers["vary"]


def test_the_service_has_a_language_of_its_own(plan_file):
    app = create_app(Settings(plan_file, lang="en"))
    assert app.state.settings.lang == "en"


@pytest.mark.parametrize("address", ["/", "/layers", "/layers/roads", "/plan", "/plan/grids"])
def test_what_has_not_changed_is_not_sent_again(service, address):
    first = service.get(address)
    tag = first.headers["etag"]
    again = service.get(address, headers={"If-None-Match": f'"other", {tag}'})
    assert again.status_code == 304
    assert again.content == b""
    assert again.headers["etag"] == tag


def test_another_page_or_language_has_another_tag(service):
    tags = {
        service.get(address).headers["etag"]
        for address in ("/layers/roads", "/layers/roads?limit=1", "/?lang=zh", "/?lang=en")
    }
    assert len(tags) == 4


@pytest.mark.parametrize("address", ["/", "/layers/buildings"])
def test_answers_are_compressed_for_who_can_read_that(service, address):
    packed = service.get(address, headers={"Accept-Encoding": "gzip"})
    plain = service.get(address, headers={"Accept-Encoding": "identity"})
    assert packed.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in plain.headers
    assert packed.content == plain.content
    assert int(packed.headers["content-length"]) < len(gzip.compress(plain.content, 1)) * 1.1


@pytest.mark.parametrize(
    ("address", "status"),
    [
        (f"/{MARK}", 404),
        (f"/layers/{MARK}", 404),
        (f"/layers/roads?limit={MARK}", 400),
        ("/layers/roads?limit=0", 400),
        ("/layers/roads?limit=10001", 400),
        ("/layers/roads?offset=-1", 400),
        ("/layers/roads?offset=99999999999999999999", 400),
        (f"/layers/roads?bbox={MARK}", 400),
        ("/layers/roads?bbox=1,2,3", 400),
        ("/layers/roads?bbox=1,2,nan,4", 400),
        ("/layers/roads?bbox=1,2,1e999,4", 400),
        ("/layers/roads?bbox=5,2,1,4", 400),
        ("/layers/roads?bbox=1,2,3,91", 400),
        (f"/?lang={MARK}", 400),
        ("/layers/..%2f..%2fetc%2fpasswd", 404),
        ("/layers/grids%00", 404),
        ("/layers/' OR '1'='1", 404),
    ],
)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_wrong_request_is_answered_with_a_remedy_and_no_echo(service, address, status, lang):
    answer = service.get(address, headers={"Accept-Language": lang})
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["content-language"] == lang
    body = answer.json()
    assert Problem.model_validate(body)
    assert body["status"] == status
    assert body["detail"]
    assert body["remedy"]
    assert bool(re.search(r"[一-鿿]", body["detail"])) == (lang == "zh")
    assert MARK not in answer.text


def test_a_limit_is_named_with_what_it_may_be(service):
    (fault,) = service.get("/layers/roads?limit=10001").json()["faults"]
    assert fault == {"where": "query.limit", "what": "不能大于 10000。"}


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_the_service_only_reads(service, method):
    answer = service.call(method, "/plan", json={"x": MARK})
    assert answer.status_code == 405
    assert MARK not in answer.text


def test_a_file_that_is_gone_is_unavailable_until_it_is_back(fresh_service):
    fresh_service.path.unlink()
    assert fresh_service.get("/plan").status_code == 503
    fresh_service.path.write_text("not a GeoPackage at all, only words")
    assert fresh_service.get("/").status_code == 503
    write_plan(planned.plan(), fresh_service.path)
    assert fresh_service.get("/plan").status_code == 200


def test_a_failure_inside_is_told_without_its_inside(fresh_service):
    @fresh_service.app.get("/broken")
    def broken():
        raise RuntimeError(MARK)

    answer = fresh_service.get("/broken")
    assert answer.status_code == 500
    assert MARK not in answer.text
    assert answer.json()["title"] == "服务出错"


def test_every_error_has_the_status_of_its_nearest_listed_class():
    class CloudyError(CrsError):
        pass

    said = (Text("一", "one"), Text("二", "two"))
    assert status_of(CloudyError(*said)) == 422
    assert status_of(NoPlanError(*said)) == 404
    assert status_of(SettingsError(*said)) == 400
    assert status_of(GridmapError(*said)) == 500


@pytest.mark.parametrize("address", ["/", "/plan", "/layers/roads", "/nothing", "/docs"])
def test_every_answer_binds_the_browser(service, address):
    headers = service.get(address, headers={"Origin": "http://evil.example"}).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["content-security-policy"].startswith("default-src 'none'")
    assert "unsafe" not in headers["content-security-policy"]
    assert "access-control-allow-origin" not in headers


@pytest.mark.parametrize("base", ["http://evil.example", "http://localhost.evil.example:8765"])
def test_a_foreign_host_name_is_refused(service, base):
    answer = service.get("/plan", base=base)
    assert answer.status_code == 421
    assert "evil" not in answer.text
    assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("base", ["http://127.0.0.1:8765", "http://[::1]:8765"])
def test_this_machine_is_answered_by_any_of_its_names(service, base):
    assert service.get("/health", base=base).status_code == 200


def test_the_openapi_documents_every_address(service):
    api = service.get("/openapi.json").json()
    assert set(api["paths"]) == {
        "/",
        "/health",
        "/layers",
        "/layers/{name}",
        "/plan",
        "/plan/grids",
        "/plan/units",
        "/docs",
    }
    answers = api["paths"]["/plan/grids"]["get"]["responses"]
    assert set(answers) == {"200", "400", "401", "403", "404", "413", "429", "503"}
    assert "PlanInfo" in api["components"]["schemas"]
    names = [one["name"] for one in api["paths"]["/layers/{name}"]["get"]["parameters"]]
    assert set(names) == {"name", "bbox", "limit", "offset"}


def test_the_page_of_addresses_loads_nothing(service):
    for lang in ("zh", "en"):
        text = service.get(f"/docs?lang={lang}").text
        assert "/layers/{name}" in text
        assert "<script" not in text
        assert re.findall(r"(?:src|href)=\"(?!/)", text) == []


def test_settings_come_from_the_environment_only_when_asked():
    given = {"GRIDMAP_FILE": "plan.gpkg", "GRIDMAP_LANG": "en", "GRIDMAP_HOSTS": "map.lan, x"}
    settings = Settings.from_environment(given)
    assert (settings.path.name, settings.lang, settings.hosts) == (
        "plan.gpkg",
        "en",
        ("map.lan", "x"),
    )
    assert Settings.from_environment({"GRIDMAP_FILE": "p", "GRIDMAP_HOSTS": "*"}).hosts == ()
    with pytest.raises(SettingsError, match="Set GRIDMAP_DATABASE_URL or GRIDMAP_FILE"):
        Settings.from_environment({})
    given = {"GRIDMAP_DATABASE_URL": "district.gpkg", "GRIDMAP_ACCOUNTS": "1"}
    settings = Settings.from_environment(given | {"GRIDMAP_WORKERS": "3", "GRIDMAP_PUBLIC": "no"})
    assert (settings.path, settings.database) == (None, "district.gpkg")
    assert (settings.accounts, settings.workers, settings.public) == (True, 3, False)


@pytest.mark.parametrize(
    "wrong",
    [
        {"GRIDMAP_LANG": "fr"},
        {"GRIDMAP_ACCOUNTS": "perhaps"},
        {"GRIDMAP_WORKERS": "-1"},
        {"GRIDMAP_WORKERS": "１"},
        {"GRIDMAP_OIDC_ISSUER": "https://login.example"},
    ],
)
def test_a_setting_that_makes_no_sense_is_named(wrong):
    with pytest.raises(SettingsError, match="GRIDMAP_"):
        Settings.from_environment({"GRIDMAP_FILE": "p", **wrong})


def test_the_problem_bodies_are_json_by_the_book(service):
    body = json.loads(service.get("/nothing").content)
    assert set(body) == {"type", "title", "status", "detail", "remedy"}
